/** What a migration does that a replica of the version before it, still at work, could not live with. */
export interface Hazard {
  /** The statement, on one line, cut. */
  statement: string;
  why: string;
}

/** `-- safe to roll out: <why>` above a statement says that somebody has thought about it. */
const MARK = /--[ \t]*safe to roll out:[ \t]*\S/i;
const CREATES_TABLE = /^CREATE TABLE (?:IF NOT EXISTS )?(\S+)/i;

const RULES: { matches: RegExp; why: string }[] = [
  { matches: /^DROP TABLE /i, why: "the version before still reads it: drop it a release later" },
  { matches: /\bDROP COLUMN\b/i, why: "the version before still reads it: drop it a release later" },
  {
    matches: /\bRENAME\b/i,
    why: "the version before knows the old name only: add, fill, and drop a release later",
  },
  {
    matches: /\bSET NOT NULL\b/i,
    why: "the version before may still write nothing there, and the whole table is read under a lock",
  },
  {
    matches: /\bALTER COLUMN \S+ (?:SET DATA )?TYPE\b/i,
    why: "it rewrites the table under a lock, and changes what the version before reads",
  },
  {
    matches: /\bADD COLUMN (?:(?!\bADD COLUMN\b).)*\bNOT NULL\b/i,
    why: "the version before gives it no value: add a DEFAULT",
  },
  {
    matches: /^CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY\b)/i,
    why: "nobody can write to the table meanwhile: CONCURRENTLY, in a migration of its own with `-- no transaction`, or say that the table is small",
  },
];

/** The hazards of one migration's SQL that are not marked. What it does to tables that it makes itself is none. */
export function findMigrationHazards(sql: string): Hazard[] {
  const statements = splitStatements(sql);
  const made = new Set(statements.flatMap(({ text }) => CREATES_TABLE.exec(text)?.[1] ?? []));
  return statements
    .filter(({ text, isMarked }) => !isMarked && !made.has(tableOf(text)))
    .flatMap(({ text }) =>
      RULES.filter(({ matches }) => matches.test(withoutDefaults(text))).map(({ why }) => ({
        statement: text.slice(0, 100),
        why,
      })),
    );
}

/** `ADD COLUMN x INT NOT NULL DEFAULT 0` is as good as one that may be null. */
const withoutDefaults = (statement: string) =>
  statement.replace(/\bADD COLUMN (?:(?!,\s*ADD COLUMN\b).)*\bDEFAULT\b(?:(?!,\s*ADD COLUMN\b).)*/gi, "");

const tableOf = (statement: string) =>
  /^(?:ALTER TABLE (?:IF EXISTS )?(?:ONLY )?|CREATE (?:UNIQUE )?INDEX (?:\S+ )?ON )([^\s(]+)/i.exec(
    statement,
  )?.[1] ?? "";

/** Statements on one line each, without comments and the bodies of functions. */
function splitStatements(sql: string): { text: string; isMarked: boolean }[] {
  return sql
    .replaceAll(/(\$\w*\$).*?\1/gs, "''")
    .split(/;[ \t]*(?:\n|$)/)
    .map((part) => ({
      text: part.replaceAll(/--.*$/gm, "").replaceAll(/\s+/g, " ").trim(),
      isMarked: MARK.test(part),
    }))
    .filter(({ text }) => text !== "");
}
