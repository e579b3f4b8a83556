import type { AuditEvent } from "../../domain/audit-chain.ts";
import { auditWords as auditWordsWith } from "../../domain/audit-words.ts";
import { code, escaped, when } from "./mrkdwn.ts";

const MRKDWN = { text: escaped, code, moment: when };

/** What happened, in mrkdwn; an action of another version is shown as it is stored. */
export function auditWords(event: Pick<AuditEvent, "action" | "data">): string {
  return auditWordsWith(event, MRKDWN);
}
