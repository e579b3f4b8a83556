import { type Command, InvalidArgumentError, Option } from "commander";
import { caseJson } from "../print/case-json.ts";
import { caseMarkdown } from "../print/case-markdown.ts";
import { type Session, UsageError } from "../session.ts";
import { parseId } from "./number-ref.ts";

interface Flags {
  number?: number;
  case?: ReturnType<typeof parseCase>;
  format?: "json" | "md";
}

/** `lineman audit export` */
export function addAuditExport(audit: Command, session: Session): void {
  audit
    .command("export")
    .description("write down one case, or everything about one number: who, what, when, why, evidence")
    .option("--case <name>", "a case as alerts name it, e.g. LM-42-1", parseCase)
    .option("--number <id>", "a number's id, also of one that is gone", parseId)
    .addOption(new Option("--format <format>", "md to read, json for machines").choices(["md", "json"]))
    .addHelpText(
      "after",
      "\nExamples:\n  lineman audit export --case LM-42-1 > LM-42-1.md\n  lineman audit export --number 42 --format json\n",
    )
    .action(async (flags: Flags) => {
      const request = requestOf(flags);
      if (session.isJson() && flags.format === "md")
        throw new UsageError("--json and --format md contradict each other. Leave one of them out.");
      const exported = await session.atDesk((desk) => desk.ask("exportCase", request));
      const format = flags.format ?? (session.isJson() ? "json" : "md");
      session.terminal.out(
        format === "json" ? `${JSON.stringify(caseJson(exported), null, 2)}\n` : caseMarkdown(exported),
      );
    });
}

function requestOf({ number, case: named }: Flags): { numberId: number; ordinal: number | null } {
  if (named !== undefined && number === undefined) return named;
  if (named === undefined && number !== undefined) return { numberId: number, ordinal: null };
  throw new UsageError("Give either --case or --number.");
}

function parseCase(text: string): { numberId: number; ordinal: number } {
  const [, numberId, ordinal] = /^LM-([1-9]\d{0,8})-([1-9]\d{0,5})$/i.exec(text.trim()) ?? [];
  if (numberId === undefined || ordinal === undefined)
    throw new InvalidArgumentError("Give the name of a case as alerts show it, e.g. LM-42-1.");
  return { numberId: Number(numberId), ordinal: Number(ordinal) };
}
