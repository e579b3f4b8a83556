import { createCheckCommandLineForceDelete } from "./check-command-line-force-delete.ts";
import type { CommandVerbs } from "./command-verbs.ts";
import type { Deps } from "./deps.ts";
import { createExportCase } from "./export-case.ts";
import { createFindLeftovers } from "./find-leftovers.ts";
import { createForceDeleteByCommandLine } from "./force-delete-by-command-line.ts";
import { createListLeftovers } from "./list-leftovers.ts";
import { createListNumbers } from "./list-numbers.ts";
import type { AuditReader } from "./ports/audit-reader.ts";
import type { WriteBackup } from "./ports/backups.ts";
import type { ExamineData } from "./ports/data-state.ts";
import type { TokenSafe } from "./ports/token-safe.ts";
import { createRotateKeys } from "./rotate-keys.ts";
import { createShowHistory } from "./show-history.ts";
import { createShowNumber } from "./show-number.ts";
import { createShowNumberOrItsEnd } from "./show-number-or-its-end.ts";
import { createVerifyAudit } from "./verify-audit.ts";
import { createVerifyNumber } from "./verify-number.ts";

/** What verbs of the command line act through: no Slack, which may be why it is used. */
export type CommandDeps = Omit<Deps, "alerts" | "homes" | "connections"> & {
  audit: AuditReader;
  safe: TokenSafe;
  examineData: ExamineData;
  writeBackup: WriteBackup;
};

/** Every verb of the command line, over the same outside as the others. */
export function createCommandVerbs(deps: CommandDeps): CommandVerbs {
  const verifyNumber = createVerifyNumber(deps);
  const findLeftovers = createFindLeftovers(deps);
  return {
    listNumbers: createListNumbers(deps),
    showNumber: createShowNumberOrItsEnd(deps, createShowNumber(deps)),
    verifyNumber: ({ id, osUser }) => verifyNumber(id, { kind: "os_user", name: osUser }),
    checkForceDelete: createCheckCommandLineForceDelete(deps, verifyNumber),
    forceDelete: createForceDeleteByCommandLine(deps, verifyNumber),
    listLeftovers: createListLeftovers(deps),
    findLeftovers: ({ sid }) => findLeftovers(sid),
    verifyAudit: createVerifyAudit(deps.audit),
    exportCase: createExportCase(deps, createShowHistory(deps)),
    rotateKeys: createRotateKeys(deps, deps.safe),
    exportBackup: ({ path }) => deps.writeBackup(path),
    examineData: () => deps.examineData(),
  };
}
