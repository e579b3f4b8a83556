import { type AuditEvent, firstBrokenLink } from "../domain/audit-chain.ts";
import type { CommandVerbs } from "./command-verbs.ts";
import type { AuditReader } from "./ports/audit-reader.ts";

const BATCH = 500;

/** Proves the chain from its first event on, batch by batch: however long it is, little of it is in memory. */
export function createVerifyAudit({ read, sha256 }: AuditReader): CommandVerbs["verifyAudit"] {
  return async ({ head }) => {
    let last: Pick<AuditEvent, "seq" | "hash" | "at"> | null = null;
    let events = 0;
    let isHeadThere = false;
    for (;;) {
      const batch: AuditEvent[] = await read((last?.seq ?? 0) + 1, BATCH);
      const broken = firstBrokenLink(batch, sha256, last);
      if (broken !== null) return { outcome: "broken", at: broken, events, head: shown(last) };
      isHeadThere ||= batch.some(({ seq, hash }) => seq === head?.seq && hash === head.hash);
      last = batch.at(-1) ?? last;
      events += batch.length;
      if (batch.length < BATCH) break;
    }
    // Whoever can rewrite the whole chain, or cut off its end, cannot change what was written down elsewhere.
    if (head !== null && !isHeadThere)
      return { outcome: "another_chain", at: head.seq, events, head: shown(last) };
    return { outcome: "holds", at: null, events, head: shown(last) };
  };
}

function shown(last: Pick<AuditEvent, "seq" | "hash" | "at"> | null) {
  return last && { seq: last.seq, hash: last.hash, at: last.at };
}
