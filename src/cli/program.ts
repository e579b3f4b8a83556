import { Command } from "commander";
import { addAuditExport } from "./commands/audit-export.ts";
import { addAuditVerify } from "./commands/audit-verify.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addExport } from "./commands/export.ts";
import { addHelp } from "./commands/help.ts";
import { addImport } from "./commands/import.ts";
import { addKeysRotate } from "./commands/keys-rotate.ts";
import { addLeftovers } from "./commands/leftovers.ts";
import { addMigrate } from "./commands/migrate.ts";
import { addNumbersForceDelete } from "./commands/numbers-force-delete.ts";
import { addNumbersList } from "./commands/numbers-list.ts";
import { addNumbersShow } from "./commands/numbers-show.ts";
import { addNumbersVerify } from "./commands/numbers-verify.ts";
import { addStart } from "./commands/start.ts";
import { EXIT } from "./exit-codes.ts";
import type { Session } from "./session.ts";
import type { Terminal } from "./terminal.ts";
import { VERSION } from "./version.ts";

const HELP = `
Variables are read from the environment and from the file .env;
\`lineman doctor\` checks them.

Exit codes:
  ${EXIT.done}    done
  ${EXIT.broken}    something unexpected, something that is needed cannot be reached (or
       written), or what became of a deed is not known: the message says which
  ${EXIT.usage}    the command line is wrong
  ${EXIT.refused}    refused: a rule said no, and nothing was changed
  ${EXIT.notFound}    there is no such number or case
  ${EXIT.faults}    a check found faults (doctor, audit verify, keys rotate)
  ${EXIT.config}   the configuration is wrong
  ${EXIT.interrupted}  stopped by Ctrl-C: nothing was changed, or it says what was

Examples:
  lineman doctor
  lineman numbers list corrupted
  lineman numbers force-delete 42
  lineman audit export --case LM-42-1 > LM-42-1.md
  lineman export backup.ndjson.gz
`;

/** Every command. Errors of the command line are thrown as CommanderError; help and faults go to the terminal. */
export function createProgram(session: Session, terminal: Terminal): Command {
  const program = new Command("lineman")
    .description("Looks after phone numbers whose teardown went wrong.")
    .option("--json", "answer in JSON, for machines")
    .version(VERSION, "--version", "print the version")
    .showHelpAfterError("(lineman --help shows all commands)")
    // --json holds for every command, and stands in the help of each.
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .configureOutput({
      writeOut: terminal.out,
      writeErr: terminal.err,
      getOutHasColors: () => terminal.hasColour,
      // Not Node's own look, which warns where NO_COLOR and FORCE_COLOR are both set.
      getErrHasColors: () => terminal.hasColour,
    })
    .addHelpText("after", HELP);
  addHelp(program);
  addStart(program, session);
  addMigrate(program, session);
  addDoctor(program, session);
  const numbers = program
    .command("numbers")
    .description("look at numbers, and force-delete when Slack is down")
    .addHelpText(
      "after",
      "\nExamples:\n  lineman numbers list corrupted\n  lineman numbers show +14155551234 --json\n  lineman numbers force-delete 42\n",
    );
  addHelp(numbers);
  addNumbersList(numbers, session);
  addNumbersShow(numbers, session);
  addNumbersVerify(numbers, session);
  addNumbersForceDelete(numbers, session);
  addLeftovers(program, session);
  const audit = program
    .command("audit")
    .description("prove the audit log, and export from it")
    .addHelpText(
      "after",
      "\nExamples:\n  lineman audit verify --json\n  lineman audit export --case LM-42-1 > LM-42-1.md\n",
    );
  addHelp(audit);
  addAuditVerify(audit, session);
  addAuditExport(audit, session);
  const keys = program
    .command("keys")
    .description("the keys that stored credentials are encrypted with")
    .addHelpText("after", "\nExamples:\n  lineman keys rotate\n  lineman keys rotate --json\n");
  addHelp(keys);
  addKeysRotate(keys, session);
  addExport(program, session);
  addImport(program, session);
  return program;
}
