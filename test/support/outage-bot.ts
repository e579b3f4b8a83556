import type { BotProcess } from "../../standins/bot-process.ts";
import { ACCOUNT, API_TOKEN, type SeededNumber } from "../../standins/outside.ts";

/** What tests read of an answer of the API. */
export interface ApiAnswer {
  status: number;
  body: {
    success: boolean;
    message?: string;
    item?: { id: number; status: string; corruption_cause: string | null };
    errors?: Record<string, string[]>;
  };
}

interface Readiness {
  status: number;
  checks: Record<string, { ok: boolean; since: string | null; why: string | null }>;
}

/** Asks the bot's API with the token of the outside. */
export async function askApi(
  { url }: Pick<BotProcess, "url">,
  method: string,
  path: string,
  body?: object,
): Promise<ApiAnswer> {
  const answer = await fetch(`${url}/api/v2/phone_numbers${path}`, {
    method,
    headers: {
      authorization: `Bearer ${API_TOKEN}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as ApiAnswer["body"] };
}

/** What `/readyz` says, by name. */
export async function askReadiness({ url }: Pick<BotProcess, "url">): Promise<Readiness> {
  const answer = await fetch(`${url}/readyz`);
  const { checks } = (await answer.json()) as {
    checks: { name: string; ok: boolean; since: string | null; why: string | null }[];
  };
  return {
    status: answer.status,
    checks: Object.fromEntries(checks.map(({ name, ...rest }) => [name, rest])),
  };
}

/** Records a number whose resources are there; its id. */
export async function importNumber(bot: Pick<BotProcess, "url">, seeded: SeededNumber): Promise<number> {
  const { status, body } = await askApi(bot, "POST", "/import", {
    ...seeded,
    label: "Support Line",
    provider: "twilio",
    supports_inbound: true,
    twilio_account_sid: ACCOUNT.sid,
    twilio_auth_token: ACCOUNT.authToken,
  });
  if (body.item === undefined) throw new Error(`not imported: ${status} ${JSON.stringify(body)}`);
  return body.item.id;
}

/** Asks again until the answer fits; the last one is in the error where it never does. */
export async function eventually<T>(
  ask: () => Promise<T> | T,
  fits: (answer: T) => boolean,
  withinMs = 20_000,
): Promise<T> {
  const until = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (fits(answer)) return answer;
    if (performance.now() > until) throw new Error(`still so: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
