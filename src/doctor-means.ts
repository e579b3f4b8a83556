import { connect } from "node:net";
import { z } from "zod";
import type { Config } from "./config.ts";
import { clock } from "./create-core.ts";
import type { Wire } from "./local/wire.ts";
import { openDesk } from "./open-desk.ts";
import type { DataState } from "./operations/ports/data-state.ts";
import type { Log } from "./operations/ports/world.ts";
import { createSecretBox } from "./persistence/secret-box.ts";
import { proveLivekitRights } from "./providers/livekit/livekit-rights.ts";
import { createTwilioProvider } from "./providers/twilio/twilio-provider.ts";
import { proveTwilioRights } from "./providers/twilio/twilio-rights.ts";
import { inspectSlack, type SlackInspection } from "./slack/inspect-slack.ts";
import { BOT_SCOPES } from "./slack/scopes.ts";

/** What the doctor looks with; nothing of it changes anything. */
export interface DoctorMeans {
  config: Config;
  slack: SlackInspection;
  /** Scopes that the bot token must have. */
  scopes: readonly string[];
  /** Opens a connection to the host of an address and closes it again; throws where it is not to be reached. */
  reach(address: string): Promise<void>;
  /** A sentence of evidence; null where no account is configured. Throws ProviderError. */
  proveTwilio(): Promise<string | null>;
  /** Throws ProviderError. */
  proveLivekit(): Promise<void>;
  /**
   * `via`: the running bot looked, or this process; `here`: when it was told, by this host's clock. Throws DeskClosed where the
   * database cannot be opened.
   */
  examineData(): Promise<{ state: Wire<DataState>; via: "bot" | "database"; here: Date }>;
  /** Keys that are configured, the current one first. */
  keyIds: readonly string[];
  /**
   * What does not work for a bot on this host, by its own word (/readyz); null where nobody listens on its port. `stranger`: what
   * listens there is no bot.
   */
  askBot(): Promise<{ troubles: string[] } | "stranger" | null>;
}

const CALL = { timeoutMs: 8_000 };

/** Means over the configured outside; every question that several checks have is asked once. */
export function createDoctorMeans(config: Config, log: Log, now = clock.now): DoctorMeans {
  const slack = inspectSlack(config.slack, now);
  const { apiUrl, account } = config.twilio;
  const twilio = apiUrl === null ? {} : { apiUrl };
  return {
    config,
    slack: {
      ...slack,
      identity: once(slack.identity),
      membersOf: oncePerId(slack.membersOf),
      standing: oncePerId(slack.standing),
    },
    scopes: BOT_SCOPES,
    reach,
    async proveTwilio() {
      if (account === null) return null;
      const access = { accountSid: account.sid, authToken: account.authToken, region: "us1" };
      const evidence = await createTwilioProvider(twilio).proveAccount(access, CALL);
      await proveTwilioRights(twilio, access, CALL);
      return evidence;
    },
    proveLivekit: () => proveLivekitRights(config.livekit, CALL),
    examineData: once(async () => {
      const desk = await openDesk(config, log, { asItIs: true });
      try {
        return { state: await desk.ask("examineData", {}), via: desk.via, here: now() };
      } finally {
        await desk.close();
      }
    }),
    keyIds: createSecretBox(config.encryption).keyIds,
    askBot: () => askBot(config.http),
  };
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | null = null;
  return () => {
    answer ??= ask();
    return answer;
  };
}

function oncePerId<Rest extends unknown[], T>(ask: (id: string, ...rest: Rest) => Promise<T>) {
  const answers = new Map<string, Promise<T>>();
  return (id: string, ...rest: Rest): Promise<T> => {
    const answer = answers.get(id) ?? ask(id, ...rest);
    answers.set(id, answer);
    return answer;
  };
}

function reach(address: string): Promise<void> {
  const { hostname, port, protocol } = new URL(address);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port || (protocol === "ws:" ? 80 : 443)) });
    socket.setTimeout(CALL.timeoutMs, () => socket.destroy(new Error("no answer in time")));
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.destroy();
      resolve();
    });
  });
}

/** What is read of /readyz. Another program may listen on the port. */
const readySchema = z.object({
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), why: z.string().nullable() })),
});

async function askBot({ host, port }: Config["http"]): ReturnType<DoctorMeans["askBot"]> {
  const name = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  const address = name.includes(":") ? `[${name}]` : name;
  const signal = AbortSignal.timeout(CALL.timeoutMs);
  const answer = await fetch(`http://${address}:${port}/readyz`, { signal }).catch((error: unknown) =>
    speaksOtherwise(error) ? ("stranger" as const) : null,
  );
  if (answer === null || answer === "stranger") return answer;
  const { data } = readySchema.safeParse(await answer.json().catch(() => null));
  if (data === undefined) return "stranger";
  const failing = data.checks.filter(({ ok }) => !ok);
  return { troubles: failing.map((check) => `${check.name}: ${check.why ?? "it does not work"}`) };
}

/** What speaks, and not HTTP. */
function speaksOtherwise(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : null;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  return code.startsWith("HPE_") || code === "UND_ERR_SOCKET" || code === "ECONNRESET";
}
