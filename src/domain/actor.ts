/** Who does something. Slack users and API tokens act for people; `system` is Lineman's own job. */
export type Actor =
  | { kind: "slack_user"; id: string }
  | { kind: "api_token"; name: string }
  | { kind: "os_user"; name: string }
  | { kind: "system"; name: string };

/** One word for logs, and for the audit trail's readers. */
export function actorLabel(actor: Actor): string {
  switch (actor.kind) {
    case "slack_user":
      return `Slack user ${actor.id}`;
    case "api_token":
      return `API token "${actor.name}"`;
    case "os_user":
      return `system user ${actor.name}`;
    case "system":
      return `Lineman (${actor.name})`;
  }
}

/** Whether both are the same person, token or job. */
export function isSameActor(a: Actor, b: Actor): boolean {
  return a.kind === b.kind && nameOf(a) === nameOf(b);
}

/** Whether a person did it: what Lineman does by itself is no human step. */
export function isPerson(actor: Actor): boolean {
  return actor.kind === "slack_user" || actor.kind === "os_user";
}

function nameOf(actor: Actor): string {
  return actor.kind === "slack_user" ? actor.id : actor.name;
}
