import { type ApiJudge, createApiJudge } from "./api-judge.ts";

let judge: Promise<ApiJudge> | null = null;

/** Loads the judge with the server's own /openapi.json, once. */
export async function prepareJudge(origin: string): Promise<void> {
  judge ??= fetch(`${origin}/openapi.json`).then(async (document) => createApiJudge(await document.json()));
  await judge;
}

/** Fails where an answer is not what /openapi.json says; every answer of the API's tests goes through here. */
export async function expectDocumented(answer: Parameters<ApiJudge>[0]): Promise<void> {
  const complaints = (await judge)?.(answer) ?? [];
  if (complaints.length === 0) return;
  const { method, path, status, body } = answer;
  throw new Error(
    `${method} ${path} answered ${status} not as /openapi.json says: ${complaints.join("; ")}\n${JSON.stringify(body)}`,
  );
}

/** What an answer holds: JSON where it says so, else its text. */
export async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
  return isJson && text !== "" ? JSON.parse(text) : text;
}

/** `fetch` from a running bot, which fails where the answer is not what the bot's own /openapi.json says. */
export async function judgedFetch(url: string, init: RequestInit = {}): Promise<Response> {
  const { origin, pathname } = new URL(url);
  await prepareJudge(origin);
  const response = await fetch(url, init);
  const { status, headers } = response;
  const body = await bodyOf(response.clone());
  await expectDocumented({ method: init.method ?? "GET", path: pathname, status, headers, body });
  return response;
}
