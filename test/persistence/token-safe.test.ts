import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createRotateKeys } from "../../src/operations/rotate-keys.ts";
import { createDatabase } from "../../src/persistence/create-database.ts";
import { type Database as Opened, openDatabase } from "../../src/persistence/open-database.ts";
import { createSecretBox } from "../../src/persistence/secret-box.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { NOW } from "../support/factories.ts";
import { aNewNumber } from "../support/new-number.ts";

const [OLD, NEW] = [randomBytes(32).toString("base64"), randomBytes(32).toString("base64")];
const jobs = { enqueue: async () => {}, wake: () => {} };

let database: TestDatabase;
let opened: Opened;
beforeAll(async () => {
  database = await createTestDatabase();
  opened = await openDatabase({ databaseUrl: database.url, dataDir: "" });
});
afterAll(async () => {
  await opened?.close();
  await database?.drop();
});

const storedWith = (key: string, oldKeys: string[] = []) =>
  createDatabase({ pool: opened.pool, secretBox: createSecretBox({ key, oldKeys }), jobs });

it("encrypts a batch anew and audits it in one transaction: both, or neither", async () => {
  for (let i = 0; i < 130; i += 1)
    await storedWith(OLD).numbers.create(aNewNumber(), "auth-token-of-a-number");
  const stored = storedWith(NEW, [OLD]);
  const { safe } = stored;
  const underOldKey = async () =>
    (await safe.keysInUse()).find(({ keyId }) => keyId !== safe.currentKeyId)?.tokens ?? 0;

  const failing = safe.rotate(0, 100, () => {
    throw new Error("killed in the middle");
  });
  await expect(failing).rejects.toThrow("killed in the middle");
  expect(await underOldKey()).toBe(130);
  expect(await stored.readAudit(null, 10)).toEqual([]);

  const rotate = createRotateKeys({ clock: { now: () => NOW, sleep: async () => {} } }, safe);
  const ask = (afterId: number) => rotate({ osUser: "shell", keyId: safe.currentKeyId, afterId });
  const first = await ask(0);
  expect(first).toMatchObject({ rotated: 100, oldKeys: [{ tokens: 30 }] });
  // Interrupted here: what is done is audited.
  expect(await stored.readAudit(null, 10)).toMatchObject([
    { action: "keys_rotated", actor: { kind: "os_user", name: "shell" }, data: { rotated: 100 } },
  ]);
  const second = await ask(first.lastId ?? 0);
  expect(second).toMatchObject({ rotated: 30, oldKeys: [] });
  expect(await ask(second.lastId ?? 0)).toMatchObject({ rotated: 0, lastId: null });
  expect((await stored.readAudit(null, 10)).map(({ data }) => data)).toMatchObject([
    { rotated: 100 },
    { rotated: 30 },
  ]);
});
