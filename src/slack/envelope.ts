import { createHash } from "node:crypto";
import { z } from "zod";

const id = z.string().min(1).max(255);

/** What every payload of Slack says about itself, as far as it is looked at before anybody acts on it. */
const envelopeSchema = z.object({
  type: z.string().optional(),
  command: z.string().optional(),
  api_app_id: id.optional(),
  team_id: id.optional(),
  team: z.object({ id }).nullish(),
  event_id: id.optional(),
  trigger_id: id.optional(),
  user: z.union([z.object({ id }), z.string()]).optional(),
  user_id: id.optional(),
  container: z.object({ message_ts: z.string().optional(), view_id: z.string().optional() }).optional(),
  actions: z.array(z.object({ action_id: z.string(), action_ts: z.string().optional() })).optional(),
  view: z.object({ app_installed_team_id: id.nullish() }).optional(),
});

export type Envelope = z.infer<typeof envelopeSchema>;

/** Null where the body is nothing that Slack sends. */
export function parseEnvelope(body: unknown): Envelope | null {
  const parsed = envelopeSchema.safeParse(body);
  return parsed.success ? parsed.data : null;
}

/** True where every name of a workspace and the app's are ours, and both are named (slack.md 7.2: Bolt does not look). */
export function isFrom(envelope: Envelope, ours: { teamId: string; appId: string }): boolean {
  const teams = [envelope.team_id, envelope.team?.id, envelope.view?.app_installed_team_id].filter(
    (team) => team !== undefined && team !== null,
  );
  return (
    teams.length > 0 && teams.every((team) => team === ours.teamId) && envelope.api_app_id === ours.appId
  );
}

/** The Slack id of whoever did this; null where nobody is named. */
export function personOf({ user, user_id }: Envelope): string | null {
  return user_id ?? (typeof user === "object" ? user.id : user) ?? null;
}

/**
 * The same for every copy of a request, different for every new one (slack.md 1). Null for requests that are not remembered
 * here: submissions are remembered once they have passed the field checks, by `submissionKey`.
 */
export function requestKey(envelope: Envelope): string | null {
  const { type, event_id, trigger_id, actions, container } = envelope;
  if (event_id !== undefined) return key("event", envelope.team_id, event_id);
  if (type === "block_actions") {
    const place = container?.message_ts ?? container?.view_id;
    const acted = (actions ?? []).flatMap(({ action_id, action_ts }) => [action_id, action_ts]);
    return key("action", envelope.team?.id, personOf(envelope) ?? undefined, place, ...acted);
  }
  if (type === "view_submission" || type === "view_closed" || trigger_id === undefined) return null;
  return key("trigger", trigger_id);
}

/** The hash of the view stays the same through field errors: the values tell a corrected submission from a repeated one. */
export function submissionKey(view: { id: string; hash: string; values: unknown }): string {
  return key("submission", view.id, view.hash, JSON.stringify(view.values));
}

function key(kind: string, ...parts: readonly (string | undefined)[]): string {
  return `${kind}:${createHash("sha256").update(JSON.stringify(parts)).digest("hex")}`;
}
