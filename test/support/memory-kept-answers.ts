import type { KeptAnswers, RequestKey } from "../../src/operations/ports/kept-answers.ts";

interface Known {
  fingerprint: string;
  owner: string;
  leaseUntil: Date;
  expiresAt: Date;
  answer: { status: number; body: string } | null;
}

/** Kept answers of one process. */
export function createMemoryKeptAnswers(): KeptAnswers {
  const known = new Map<string, Known>();
  const nameOf = ({ caller, key }: RequestKey) => JSON.stringify([caller, key]);
  return {
    async begin(request, { fingerprint, owner, now, leaseUntil, expiresAt }) {
      const found = known.get(nameOf(request));
      const isOver =
        found === undefined ||
        found.expiresAt <= now ||
        (found.answer === null && found.leaseUntil <= now && found.fingerprint === fingerprint);
      if (isOver) {
        known.set(nameOf(request), { fingerprint, owner, leaseUntil, expiresAt, answer: null });
        return { state: "begun" };
      }
      if (found.fingerprint !== fingerprint) return { state: "other_request" };
      if (found.answer === null) return { state: "in_progress", busyUntil: found.leaseUntil };
      return { state: "done", ...found.answer };
    },
    async keep(request, owner, leaseUntil) {
      const found = known.get(nameOf(request));
      if (found?.owner === owner) found.leaseUntil = leaseUntil;
    },
    async finish(request, owner, answer) {
      const found = known.get(nameOf(request));
      if (found?.owner === owner) found.answer = answer;
    },
    async release(request, owner) {
      const found = known.get(nameOf(request));
      if (found?.owner === owner && found.answer === null) known.delete(nameOf(request));
    },
  };
}
