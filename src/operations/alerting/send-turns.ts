import type { Deps } from "../deps.ts";
import { AlertDelayed } from "../ports/alerts.ts";
import type { MessageOutbox, MessageTurn } from "../ports/message-outbox.ts";

/** How long one process may keep a message to itself; a dead process blocks it no longer than this. */
export const TURN_MS = 30_000;
const BUSY_RETRY_MS = 1_000;
const GIVE_BACK_EVERY_MS = 1_000;

/** Where a message stands. */
export interface MessagePlace {
  channel: string;
  ts: string;
}

/** One message that stands for something, and how it is drawn and found again. */
export interface KeptMessage<Turn extends MessageTurn, Facts extends { mentions: boolean }> {
  id: number;
  outbox: MessageOutbox<Turn>;
  channel: {
    post(facts: Facts): Promise<MessagePlace>;
    update(facts: Facts, message: MessagePlace): Promise<"updated" | "gone">;
    findPosted(id: number, since: Date): Promise<MessagePlace | null>;
  };
  /** Where the message is known to stand. */
  placeOf(turn: Turn): MessagePlace | null;
  factsOf(turn: Turn): Promise<Facts>;
  /** Whether a post made now mentions those on call. */
  wantsCall(facts: Facts, at: Date): boolean;
  /** It stands in the channel for the first time. */
  onFirstPost(): Promise<void>;
  /** A person deleted the message: tells the outbox and the audit log. */
  recordLoss(deleted: MessagePlace): Promise<void>;
  /** Says in its thread what was not said yet; `keep` before every call to Slack. */
  say(turn: Turn, message: MessagePlace, keep: () => Promise<void>): Promise<void>;
  /** What has changed while it was drawn is drawn no sooner than this afterwards; at once without it. */
  restMs?: number;
}

type SendDeps = Pick<Deps, "clock" | "ids">;

/** `refused`: see AlertDelayed. */
export type TurnsResult = { done: true } | { done: false; retryAfterMs: number; refused?: true };

/** Brings one message to the newest state, by one process at a time; `retryAfterMs` where Slack or another one asks to wait. */
export async function sendTurns<Turn extends MessageTurn, Facts extends { mentions: boolean }>(
  deps: SendDeps,
  kept: KeptMessage<Turn, Facts>,
): Promise<TurnsResult> {
  const { id, outbox } = kept;
  const owner = deps.ids.uuid();
  const until = () => new Date(deps.clock.now().getTime() + TURN_MS);
  // Before every call to Slack: a turn that another process has taken over in the meantime must not speak any more.
  const keep = async () => {
    if (!(await outbox.renew(id, owner, until())))
      throw new AlertDelayed("another process sends this message", BUSY_RETRY_MS);
  };
  for (;;) {
    const turn = await outbox.claim(id, owner, deps.clock.now(), until());
    if (turn === "nothing") return { done: true };
    if (turn === "busy") return { done: false, retryAfterMs: BUSY_RETRY_MS };
    try {
      await send(deps, kept, turn, keep);
      // More may have been wanted while this was sent: then the newest state is sent as well, older ones never.
      if (await outbox.shown(id, owner, turn.wanted, deps.clock.now())) return { done: true };
      if (kept.restMs !== undefined) return { done: false, retryAfterMs: kept.restMs };
    } catch (error) {
      await giveBack(deps, () => outbox.giveUp(id, owner));
      if (!(error instanceof AlertDelayed)) throw error;
      const { retryAfterMs, refused } = error;
      return { done: false, retryAfterMs, ...(refused ? { refused } : {}) };
    }
  }
}

/** While the database is away a turn cannot be given back, and would hold the message up for the rest of it. */
async function giveBack({ clock }: Pick<SendDeps, "clock">, giveUp: () => Promise<void>): Promise<void> {
  for (let triedMs = 0; ; triedMs += GIVE_BACK_EVERY_MS) {
    try {
      return await giveUp();
    } catch (error) {
      if (triedMs >= TURN_MS) throw error;
      await clock.sleep(GIVE_BACK_EVERY_MS);
    }
  }
}

async function send<Turn extends MessageTurn, Facts extends { mentions: boolean }>(
  deps: SendDeps,
  kept: KeptMessage<Turn, Facts>,
  turn: Turn,
  keep: () => Promise<void>,
): Promise<void> {
  const facts = await kept.factsOf(turn);
  await keep();
  let message = await currentPlace(kept, turn);
  if (message === null) {
    // The look for a post whose answer was lost may have taken as long as the turn.
    await keep();
    message = await post(deps, kept, facts);
    await kept.onFirstPost();
  } else if ((await kept.channel.update(facts, message)) === "gone") {
    // A person deleted the message: one replacement, so that what it stands for is never without one.
    await keep();
    await kept.recordLoss(message);
    message = await post(deps, kept, facts);
  }
  await kept.say(turn, message, keep);
}

/** The message that stands for it already, also one whose answer was lost on the way. */
async function currentPlace<Turn extends MessageTurn, Facts extends { mentions: boolean }>(
  { id, outbox, channel, placeOf, onFirstPost }: KeptMessage<Turn, Facts>,
  turn: Turn,
): Promise<MessagePlace | null> {
  const known = placeOf(turn);
  if (known !== null || turn.postTriedAt === null) return known;
  const found = await channel.findPosted(id, turn.postTriedAt);
  if (found === null) return null;
  await outbox.posted(id, found);
  await onFirstPost();
  return found;
}

async function post<Turn extends MessageTurn, Facts extends { mentions: boolean }>(
  { clock }: SendDeps,
  { id, outbox, channel, wantsCall }: KeptMessage<Turn, Facts>,
  facts: Facts,
): Promise<MessagePlace> {
  const at = clock.now();
  const mentions = await outbox.postTried(id, at, wantsCall(facts, at));
  const { channel: place, ts } = await channel.post({ ...facts, mentions });
  await outbox.posted(id, { channel: place, ts });
  return { channel: place, ts };
}
