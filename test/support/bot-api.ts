import type { BotProcess } from "../../standins/bot-process.ts";
import { importRequest } from "../../standins/import-request.ts";
import { API_TOKEN, type SeededNumber } from "../../standins/outside.ts";
import { judgedFetch } from "./judged.ts";

interface ApiItem {
  id: number;
  status: string;
  corruption_cause: string | null;
  external_resources: { kind: string; state: string }[];
}

/** What tests read of an answer. All of it is declared present: a test knows what it asked for, and fails where that is not there. */
export interface ApiAnswer {
  status: number;
  body: {
    success: boolean;
    message: string;
    errors: Record<string, string[]>;
    item: ApiItem;
    items: ApiItem[];
    total_count: number;
  };
}

/** Asks a running bot's API with the token of the outside; fails where the answer is not as its /openapi.json says. */
export async function askBot(
  { url }: Pick<BotProcess, "url">,
  method: string,
  path: string,
  body?: object,
): Promise<ApiAnswer> {
  const authorization = `Bearer ${API_TOKEN}`;
  const answer = await judgedFetch(`${url}/api/v2/phone_numbers${path}`, {
    method,
    ...(body === undefined
      ? { headers: { authorization } }
      : { headers: { authorization, "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as ApiAnswer["body"] };
}

/** Records a number whose resources are there; its id. Throws where it was not imported: no test can go on without it. */
export async function importNumber(
  bot: Pick<BotProcess, "url">,
  seeded: SeededNumber,
  changes: { label?: string } = {},
): Promise<number> {
  const { status, body } = await askBot(bot, "POST", "/import", importRequest(seeded, changes));
  if (status !== 201) throw new Error(`not imported: ${status} ${JSON.stringify(body)}`);
  return body.item.id;
}
