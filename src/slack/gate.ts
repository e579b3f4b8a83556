import type { AnyMiddlewareArgs, Middleware } from "@slack/bolt";
import type { Log } from "../operations/ports/world.ts";
import type { SlackIdentity } from "./directory.ts";
import { type Envelope, isFrom, parseEnvelope, requestKey } from "./envelope.ts";
import { texts } from "./messages/texts.ts";
import type { SlowDown } from "./slow-down.ts";
import { noticeView } from "./views/modal.ts";
import { WrongOrigin } from "./wrong-origin.ts";

/** What the gate asks. */
export interface GateDeps {
  identity(): SlackIdentity | null;
  /** Why the database has not been reached yet, as a phrase; null once it was. */
  awaitsDatabase(): string | null;
  isFirst(requestKey: string): Promise<boolean>;
  isInPace: SlowDown;
  log: Log;
}

/** Every request passes here before a listener sees it. */
export interface Gate {
  middleware: Middleware<AnyMiddlewareArgs>;
  /** Waits for listeners that still run; how many were left when the time was up. */
  drain(ms: number): Promise<number>;
}

/**
 * Lets a request through when it is from our workspace and app, came for the first time, and not too fast. Commands and buttons are
 * acknowledged here, before anything that could take time; listeners answer them through other ways. Submissions are
 * acknowledged by their listener: the answer says what happens to the window.
 */
export function createGate({ identity, awaitsDatabase, isFirst, isInPace, log }: GateDeps): Gate {
  const running = new Set<Promise<void>>();
  let strangersLogged = false;

  async function pass(args: AnyMiddlewareArgs, next: () => Promise<void>): Promise<void> {
    const envelope = parseEnvelope(args.body);
    const ours = identity();
    if (ours === null) return answerNotReady(args, envelope, texts.notReady);
    if (envelope === null || !isFrom(envelope, ours)) {
      if (!strangersLogged)
        log.error(
          { team: envelope?.team_id ?? envelope?.team?.id, app: envelope?.api_app_id },
          "signed requests of another workspace or app are refused: the signing secret is shared",
        );
      strangersLogged = true;
      throw new WrongOrigin("a request of another workspace or app");
    }
    const trouble = awaitsDatabase();
    if (trouble !== null) return answerNotReady(args, envelope, texts.databaseAwaited(trouble));
    if (isAcknowledgedHere(envelope)) await acknowledge(args);
    if ((await isNew(args, envelope)) && (await isInPace(args, envelope))) await next();
  }

  /** A request that cannot be told from its copies is not acted on. */
  async function isNew(args: AnyMiddlewareArgs, envelope: Envelope): Promise<boolean> {
    const key = requestKey(envelope);
    if (key === null) return true;
    try {
      return await isFirst(key);
    } catch (error) {
      log.error({ err: error }, "requests cannot be remembered: nothing is done");
      await respond(args, texts.notRemembered);
      return false;
    }
  }

  return {
    async middleware(args) {
      const done = pass(args, args.next);
      const settled = done.catch(() => {});
      running.add(settled);
      void settled.finally(() => running.delete(settled));
      await done;
    },
    async drain(ms) {
      let timer: NodeJS.Timeout | undefined;
      const timeUp = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, ms);
      });
      await Promise.race([Promise.all(running), timeUp]);
      clearTimeout(timer);
      return running.size;
    },
  };
}

/** Everything but submissions (their listener does it) and events (Bolt does it). */
function isAcknowledgedHere({ type }: Envelope): boolean {
  return type !== "view_submission" && type !== "event_callback";
}

async function acknowledge(args: AnyMiddlewareArgs, response?: unknown): Promise<void> {
  if ("ack" in args && typeof args.ack === "function")
    await (args.ack as (response?: unknown) => Promise<void>)(response);
}

/** Until Slack has told who we are, nothing can be told apart from a stranger's request; without a database nothing can be done. */
async function answerNotReady(
  args: AnyMiddlewareArgs,
  envelope: Envelope | null,
  text: string,
): Promise<void> {
  if (envelope?.type === "view_submission")
    return acknowledge(args, { response_action: "update", view: noticeView("Not done", text) });
  if (envelope?.command !== undefined) return acknowledge(args, { response_type: "ephemeral", text });
  if (envelope?.type === "event_callback") return;
  await acknowledge(args);
  await respond(args, text);
}

/** Through the response_url, where the request has one. */
async function respond(args: AnyMiddlewareArgs, text: string): Promise<void> {
  if ("respond" in args && typeof args.respond === "function")
    await args.respond({ response_type: "ephemeral", replace_original: false, text });
}
