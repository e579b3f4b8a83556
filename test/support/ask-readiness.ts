import type { BotProcess } from "../../standins/bot-process.ts";

interface Readiness {
  status: number;
  checks: Record<string, { ok: boolean; since: string | null; why: string | null }>;
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
