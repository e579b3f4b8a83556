import type { Finding } from "../doctor/check.ts";
import { fold } from "./fold.ts";
import { inert, type Paint } from "./paper.ts";

const STYLE = { ok: "green", warning: "yellow", failed: "red" } as const;

/** One check a line, with its fix below; the sum at the end. */
export function findingLines(findings: readonly Finding[], paint: Paint, columns: number | null): string {
  const widest = Math.max(...findings.map(({ name }) => name.length));
  const indent = "warning".length + widest + 4;
  const lines = findings.map(({ name, outcome, what, fix }) => {
    const word = paint(STYLE[outcome], outcome.padEnd("warning".length));
    const help = fix === null ? "" : `${" ".repeat(indent)}Fix: ${inert(fix)}\n`;
    return fold(`${word}  ${name.padEnd(widest)}  ${inert(what)}\n${help}`, columns, indent);
  });
  const count = (outcome: Finding["outcome"]) =>
    findings.filter((finding) => finding.outcome === outcome).length;
  const warnings = count("warning") === 1 ? "1 warning" : `${count("warning")} warnings`;
  return `${lines.join("")}\n${count("ok")} ok, ${warnings}, ${count("failed")} failed\n`;
}
