import type { Api } from "../api.ts";
import { timeJson } from "../number-json.ts";
import { alive, ready } from "../openapi/answers.ts";
import type { RouteDoc } from "../openapi/route-doc.ts";

/** One thing that Lineman needs to work. `why` says in plain words what is wrong, or null. */
export interface ReadinessCheck {
  name: string;
  ok: boolean;
  /** Since when it has been so. */
  since: Date | null;
  why: string | null;
}

/** A balancer gives up after a few seconds: a check that hangs is a check that failed. */
const LONGEST_LOOK_MS = 5_000;

const ALIVE: RouteDoc = {
  summary: "Is the process alive",
  description: "Answers as long as the process does.",
  answers: { 200: { description: "It is.", content: alive } },
};
const READY: RouteDoc = {
  summary: "Does everything work that Lineman needs",
  description: "Database, queue and the link to Slack: which works, which does not, why, and since when.",
  answers: {
    200: { description: "Everything works.", content: ready },
    503: { description: "Something does not.", content: ready },
  },
};

/** GET /healthz: the process is alive. GET /readyz: everything that it needs works. */
export function addHealth(api: Api, readiness: () => Promise<ReadinessCheck[]>): void {
  api.get("/healthz", { config: { open: true, doc: ALIVE } }, () => ({ success: true, status: "ok" }));
  api.get("/readyz", { config: { open: true, doc: READY } }, async (_request, reply) => {
    const checks = await look(readiness);
    const success = checks.every(({ ok }) => ok);
    return reply.code(success ? 200 : 503).send({
      success,
      checks: checks.map(({ name, ok, since, why }) => ({ name, ok, since: since && timeJson(since), why })),
    });
  });
}

async function look(readiness: () => Promise<ReadinessCheck[]>): Promise<ReadinessCheck[]> {
  const failed = (why: string): ReadinessCheck[] => [{ name: "readiness", ok: false, since: null, why }];
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<ReadinessCheck[]>((resolve) => {
    timer = setTimeout(() => resolve(failed("the checks did not end in 5 seconds")), LONGEST_LOOK_MS);
  });
  try {
    return await Promise.race([readiness(), tooLate]);
  } catch {
    return failed("the checks could not be made");
  } finally {
    clearTimeout(timer);
  }
}
