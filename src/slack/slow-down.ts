import type { AnyMiddlewareArgs, RespondFn } from "@slack/bolt";
import type { Meter } from "../operations/ports/meter.ts";
import type { Log } from "../operations/ports/world.ts";
import { type ActionRate, MOST_ACTIONS } from "./action-rate.ts";
import type { Whereabouts } from "./asker.ts";
import { type Envelope, personOf } from "./envelope.ts";
import type { Asker } from "./interactions.ts";
import { texts } from "./messages/texts.ts";
import { noticeView } from "./views/modal.ts";

/** What is counted: everything that a person does. Opening Home and closing a window are none of it. */
const KINDS: Record<string, Parameters<Meter["actionRefused"]>[0]["kind"]> = {
  block_actions: "button",
  message_action: "shortcut",
  view_submission: "submission",
};

interface SlowDownDeps {
  rate: ActionRate;
  askerOf(whereabouts: Whereabouts): Asker;
  meter?: Pick<Meter, "actionRefused">;
  log: Log;
}

/** True where the person may do this now; otherwise they were told when they may again. */
export type SlowDown = (args: AnyMiddlewareArgs, envelope: Envelope) => Promise<boolean>;

/** Keeps a person, or a script that presses for them, to a pace that others can live with. */
export function createSlowDown({ rate, askerOf, meter, log }: SlowDownDeps): SlowDown {
  return async (args, envelope) => {
    const kind = envelope.command === undefined ? KINDS[envelope.type ?? ""] : "command";
    const userId = personOf(envelope);
    if (kind === undefined || userId === null) return true;
    const waitMs = await rate.count(userId).catch((error: unknown) => {
      // A limit that cannot be asked keeps nobody from an incident.
      log.error({ err: error }, "how fast people act cannot be counted");
      return null;
    });
    if (waitMs === null) return true;
    meter?.actionRefused({ kind });
    const text = texts.tooFast(MOST_ACTIONS, waitMs);
    if (kind === "submission") await answerSubmission(args, text);
    else await askerOf(whereaboutsIn(args, userId)).say(text);
    return false;
  };
}

/** At an input, where there is one: what was filled in stays. */
async function answerSubmission(args: AnyMiddlewareArgs, text: string): Promise<void> {
  if (!("ack" in args && "view" in args)) return;
  const { blocks, title } = args.view as {
    blocks: { type: string; block_id: string }[];
    title: { text: string };
  };
  const input = blocks.findLast(({ type }) => type === "input");
  const answer =
    input === undefined
      ? { response_action: "update", view: noticeView(title.text, text) }
      : { response_action: "errors", errors: { [input.block_id]: text } };
  await (args.ack as (answer: unknown) => Promise<void>)(answer);
}

function whereaboutsIn(args: AnyMiddlewareArgs, userId: string): Whereabouts {
  const body = args.body as { response_url?: string; channel?: { id?: string }; channel_id?: string };
  const hasWay = body.response_url !== undefined && "respond" in args && typeof args.respond === "function";
  return {
    userId,
    respond: hasWay ? (args.respond as RespondFn) : null,
    channel: body.channel_id ?? body.channel?.id ?? null,
  };
}
