import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { FAILURE_CASES, type FailureCase } from "./failure-cases.ts";

/**
 * Writes docs/failure-catalogue.md from the names of the tests and the table of cases; with `--check` it writes nothing and
 * fails where the page is not what it would write, or where a case has no test.
 */

const root = path.resolve(import.meta.dirname, "..");
const PAGE = "docs/failure-catalogue.md";
const TESTS = "test";

export interface CaseTest {
  number: number;
  file: string;
  /** What the test's name says after the number. */
  name: string;
}

/** The tests of a source: names that are written out and begin with "case NN: ", in a table or at the test itself. */
export function caseTestsIn(file: string, source: string): CaseTest[] {
  return [...source.matchAll(/(["`])case (\d{2}): ((?:(?!\1)[^\\\n])+)\1/g)].map(([, , number, name]) => ({
    number: Number(number),
    file,
    name: String(name).replaceAll(/\$\{(\w+)\}/g, (_, variable: string) => `‹${variable.toLowerCase()}›`),
  }));
}

/** What is missing or strange, in sentences. */
export function catalogueFaults(cases: readonly FailureCase[], tests: readonly CaseTest[]): string[] {
  const untested = cases.filter(({ number }) => !tests.some((test) => test.number === number));
  const unknown = tests.filter((test) => !cases.some(({ number }) => number === test.number));
  const twice = tests.filter((test, index) => tests.findIndex((other) => isSame(test, other)) !== index);
  return [
    ...untested.map(({ number, happens }) => `case ${number} has no test: ${happens}`),
    ...unknown.map(({ number, file }) => `case ${number} is tested in ${file}, but there is no such case`),
    ...twice.map(({ number, name }) => `two tests of case ${number} have the same name: ${name}`),
  ];
}

const isSame = (one: CaseTest, other: CaseTest) => one.number === other.number && one.name === other.name;

/** The page. */
export function cataloguePage(cases: readonly FailureCase[], tests: readonly CaseTest[]): string {
  const sections = cases.map((one) => {
    const its = tests.filter(({ number }) => number === one.number);
    const files = [...new Set(its.map(({ file }) => file))];
    const lists = files.map((file) => {
      const names = its.filter((test) => test.file === file).map(({ name }) => `- ${name}`);
      return `[\`${file}\`](../${file})\n\n${names.join("\n")}`;
    });
    return `## ${one.number}. ${one.happens}\n\n**${one.ends}**\n\n${lists.join("\n\n")}\n`;
  });
  return `${HEAD}\n${sections.join("\n")}`;
}

const HEAD = `# What can go wrong at Twilio and LiveKit, and how it ends

Each case is tested with the real SDKs of Twilio and LiveKit against the stand-ins, through the real operations and a real
PostgreSQL: what becomes of the number, what is called and what is not, and the words that people read. In bold: how it ends.

This page is written by \`node --import tsx scripts/write-failure-catalogue.ts\` from the names of the tests. Do not edit it.
`;

/** Every case's tests in the repository, by file and place. */
export function readCaseTests(): CaseTest[] {
  return readdirSync(path.join(root, TESTS), { recursive: true, encoding: "utf8" })
    .map((name) => path.posix.join(TESTS, name.split(path.sep).join("/")))
    .filter((file) => file.endsWith(".test.ts"))
    .sort()
    .flatMap((file) => caseTestsIn(file, readFileSync(path.join(root, file), "utf8")));
}

/** What `--check` finds wrong with the repository as it is. */
export function checkCatalogue(): string[] {
  const tests = readCaseTests();
  const written = readFileSync(path.join(root, PAGE), "utf8");
  const drifted = written !== cataloguePage(FAILURE_CASES, tests);
  return [
    ...catalogueFaults(FAILURE_CASES, tests),
    ...(drifted ? [`${PAGE} is not what the tests say: run scripts/write-failure-catalogue.ts`] : []),
  ];
}

function main(): void {
  const check = process.argv.includes("--check");
  const tests = readCaseTests();
  if (!check) writeFileSync(path.join(root, PAGE), cataloguePage(FAILURE_CASES, tests));
  const faults = check ? checkCatalogue() : catalogueFaults(FAILURE_CASES, tests);
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
  else console.log(`${FAILURE_CASES.length} cases, ${tests.length} tests.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
