import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { PrismaPg } from "@prisma/adapter-pg";
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import * as engine from "@prisma/schema-engine-wasm/schema_engine_bg";
import type pg from "pg";
import { readMigrationFiles } from "../src/persistence/migration-files.ts";

const SCHEMA_PATH = fileURLToPath(new URL("../prisma/schema.prisma", import.meta.url));

// No table or enum is left out of a comparison.
const EVERYTHING: engine.SchemaFilter = { externalTables: [], externalEnums: [] };

/**
 * The SQL that would bring the pool's migrated database to the schema: "" when they agree, else the next migration.
 * What Prisma cannot express (triggers, checks, partial indexes) is not compared.
 */
export async function findSchemaDrift(
  pool: pg.Pool,
  schema = readFileSync(SCHEMA_PATH, "utf8"),
): Promise<string> {
  const schemaEngine = await openSchemaEngine(pool);
  const files = [{ path: SCHEMA_PATH, content: schema }];
  const { stdout } = await schemaEngine.diff({
    from: { tag: "schemaDatasource", files, configDir: "" },
    to: { tag: "schemaDatamodel", files },
    script: true,
    exitCode: null,
    filters: EVERYTHING,
  });
  const isEmpty = stdout === null || /^\s*(-- This is an empty migration\.\s*)?$/.test(stdout);
  return isEmpty ? "" : stdout;
}

/** What Prisma's engine thinks of the database's migrations, as `prisma migrate status` and `deploy` see them. */
export async function diagnoseMigrations(
  pool: pg.Pool,
  directory: string,
): Promise<engine.DiagnoseMigrationHistoryOutput> {
  const schemaEngine = await openSchemaEngine(pool);
  return schemaEngine.diagnoseMigrationHistory({
    migrationsList: listMigrations(directory),
    optInToShadowDatabase: false,
    filters: EVERYTHING,
  });
}

/** Prisma's own schema engine over the pool's database, compiled to WebAssembly: it works offline, with PGlite as well. */
async function openSchemaEngine(pool: pg.Pool): Promise<engine.SchemaEngine> {
  await loadWebAssembly();
  const adapterFactory = bindMigrationAwareSqlAdapterFactory(createCatalogReader(pool));
  const datamodels: [string, string][] = [[SCHEMA_PATH, readFileSync(SCHEMA_PATH, "utf8")]];
  return engine.SchemaEngine.new({ datamodels }, () => {}, adapterFactory);
}

/** A directory of migrations in the form in which the engine takes it. */
function listMigrations(directory: string): engine.MigrationList {
  return {
    baseDir: directory,
    lockfile: { path: "./migration_lock.toml", content: 'provider = "postgresql"\n' },
    shadowDbInitScript: "",
    migrationDirectories: readMigrationFiles(directory).map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: "migration.sql", content: { tag: "ok", value: sql } },
    })),
  };
}

// The engine reads catalog columns of the type "char" (pg_constraint.contype) and insists on characters. adapter-pg 7.10 does not
// know that type and has no way to say "one character", only "array of characters": so the pool claims that, and it is put right.
const CHAR = 18;
const CHAR_ARRAY = 1002;

function createCatalogReader(pool: pg.Pool): SqlMigrationAwareDriverAdapterFactory {
  const query = async (config: pg.QueryArrayConfig) => {
    const result = await pool.query(config);
    for (const field of result.fields) if (field.dataTypeID === CHAR) field.dataTypeID = CHAR_ARRAY;
    return result;
  };
  // Derived rather than wrapped, because the adapter asks for an instance of pg.Pool.
  const factory = new PrismaPg(Object.create(pool, { query: { value: query } }));
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const adapter = await connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (sql) => {
      const result = await queryRaw(sql);
      const { CharacterArray, Character } = ColumnTypeEnum;
      return {
        ...result,
        columnTypes: result.columnTypes.map((type) => (type === CharacterArray ? Character : type)),
      };
    };
    return adapter;
  };
  return factory;
}

// Neither lib es2023 nor @types/node 20 describes it.
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: object,
  ): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

let loaded: Promise<void> | undefined;

// The package's own entry imports the .wasm file as a module, which Node 20 cannot.
function loadWebAssembly(): Promise<void> {
  loaded ??= (async () => {
    const glue = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
    const bytes = readFileSync(join(dirname(glue), "schema_engine_bg.wasm"));
    const { instance } = await WebAssembly.instantiate(bytes, {
      "./schema_engine_bg.js": engine,
    });
    engine.__wbg_set_wasm(instance.exports);
    (instance.exports["__wbindgen_start"] as () => void)();
    // Where the engine says why it is about to panic; without it the reason is lost.
    Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: console.error } });
  })();
  return loaded;
}
