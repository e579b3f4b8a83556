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
