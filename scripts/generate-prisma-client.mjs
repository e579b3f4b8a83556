// Makes src/persistence/generated from prisma/schema.prisma, offline. Runs after every install.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const schemaPath = join(root, "prisma", "schema.prisma");
const generated = join(root, "src", "persistence", "generated");
const stampPath = join(generated, ".schema-sha256");

const schemaStamp = () => createHash("sha256").update(readFileSync(schemaPath)).digest("hex");

/** The script that the `prisma` command runs, or undefined where prisma is not installed. */
function findPrismaCommand() {
  try {
    const manifestPath = createRequire(import.meta.url).resolve("prisma/package.json");
    const { bin } = JSON.parse(readFileSync(manifestPath, "utf8"));
    return join(dirname(manifestPath), bin.prisma);
  } catch {
    return undefined;
  }
}

/**
 * Where prisma is left out, the client of an earlier full install serves, if it is of this schema. `npm ci --omit=dev` alone
 * does not leave it out (it is a peer of @prisma/client as well); with `--omit=optional` on top, or another client, it may be.
 */
function keepEarlierClient() {
  const stamp = existsSync(stampPath) ? readFileSync(stampPath, "utf8").trim() : undefined;
  if (stamp === schemaStamp()) {
    console.log(
      "Prisma client: kept src/persistence/generated, made from this schema by an earlier install.",
    );
    return;
  }
  const found = stamp === undefined ? "is missing" : "was made from another prisma/schema.prisma";
  fail(
    `src/persistence/generated ${found}, and prisma is not installed to make it.\n` +
      "Run `npm ci` with nothing left out first; a smaller install after it keeps what was made.",
  );
}

function generate(command) {
  const result = spawnSync(process.execPath, [command, "generate", "--no-hints"], {
    cwd: root,
    encoding: "utf8",
    env: {
      ...process.env,
      // The CLI insists on a schema engine that generate never runs, and would download it: name any executable instead.
      // Only here: with it, `prisma migrate` would report success having done nothing.
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      // No telemetry, no look-up of newer versions.
      CHECKPOINT_DISABLE: "1",
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
    },
  });
  if (result.error !== undefined || result.status !== 0) {
    const output = [result.error?.message, result.stdout, result.stderr].filter(Boolean).join("\n").trim();
    fail(`\`prisma generate\` failed (exit code ${result.status}):\n${output}`);
    return;
  }
  writeFileSync(stampPath, `${schemaStamp()}\n`);
}

function fail(message) {
  console.error(`Prisma client: ${message}`);
  process.exitCode = 1;
}

const command = findPrismaCommand();
if (command === undefined) keepEarlierClient();
else generate(command);
