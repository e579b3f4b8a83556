import { type ApiJudge, createApiJudge } from "../support/api-judge.ts";

let judge: Promise<ApiJudge> | null = null;

/** Loads the judge with the server's own /openapi.json, once. */
export async function prepareJudge(origin: string): Promise<void> {
  judge ??= fetch(`${origin}/openapi.json`).then(async (document) => createApiJudge(await document.json()));
  await judge;
}

/** Fails where an answer is not what /openapi.json says; every answer of these tests goes through here. */
export async function expectDocumented(answer: Parameters<ApiJudge>[0]): Promise<void> {
  const complaints = (await judge)?.(answer) ?? [];
  if (complaints.length === 0) return;
  const { method, path, status, body } = answer;
  throw new Error(
    `${method} ${path} answered ${status} not as /openapi.json says: ${complaints.join("; ")}\n${JSON.stringify(body)}`,
  );
}
