import { type AuditEvent, firstBrokenLink } from "../domain/audit-chain.ts";
import type { CommandVerbs } from "./command-verbs.ts";
import type { AuditReader } from "./ports/audit-reader.ts";

const BATCH = 500;

type Link = Pick<AuditEvent, "seq" | "hash" | "at">;

/** Proves the chain from its first event on, batch by batch: however long it is, little of it is in memory. */
export function createVerifyAudit({ read, hasRecords, sha256 }: AuditReader): CommandVerbs["verifyAudit"] {
  return async ({ head }) => {
    let last: Link | null = null;
    let events = 0;
    let isHeadThere = false;
    for (;;) {
      const batch: AuditEvent[] = await read(last && last.seq + 1, BATCH);
      const broken = firstBrokenLink(batch, sha256, last);
      const proven: AuditEvent[] =
        broken === null
          ? batch
          : batch.slice(
              0,
              batch.findIndex(({ seq }) => seq === broken),
            );
      last = proven.at(-1) ?? last;
      events += proven.length;
      if (broken !== null) return { outcome: "broken", at: broken, events, head: shown(last) };
      isHeadThere ||= batch.some(({ seq, hash }) => seq === head?.seq && hash === head.hash);
      if (batch.length < BATCH) break;
    }
    // Whoever can rewrite the whole chain, or cut off its end, cannot change what was written down elsewhere.
    if (head !== null && !isHeadThere)
      return { outcome: "another_chain", at: head.seq, events, head: shown(last) };
    const isMissing = last === null && (await hasRecords());
    return { outcome: isMissing ? "missing" : "holds", at: null, events, head: shown(last) };
  };
}

function shown(last: Link | null) {
  return last && { seq: last.seq, hash: last.hash, at: last.at };
}
