import { describe, expect, it } from "vitest";
import { createDatabaseWait } from "../src/await-database.ts";
import { MigrationError } from "../src/persistence/migration-error.ts";
import { NOW } from "./support/factories.ts";

const refused = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
const silent = { debug() {}, info() {}, warn() {}, error() {} };

function aWait() {
  const told: string[] = [];
  const log = { ...silent, error: (_fields: object, message: string) => void told.push(message) };
  return { wait: createDatabaseWait({ clock: { now: () => NOW }, log }), told };
}

describe("the wait for the database", () => {
  it("tries again until it works, tells one trouble once, and is over then", async () => {
    const { wait, told } = aWait();
    let tries = 0;
    const seen: (string | undefined)[] = [];
    await wait.through(async () => {
      seen.push(wait.reason()?.trouble);
      tries += 1;
      if (tries < 3) throw refused;
    }, new AbortController().signal);
    const away = "it refuses the connection or cannot be reached";
    expect(seen).toEqual(["it has not answered yet", away, away]);
    expect(told).toHaveLength(1);
    expect(wait.reason()).toBeNull();
  });

  it("gives up at what no time heals, unless only the connection was lost", async () => {
    const { wait } = aWait();
    const signal = new AbortController().signal;
    const broken = new MigrationError("Migration x failed");
    await expect(wait.through(() => Promise.reject(broken), signal)).rejects.toBe(broken);
    let tries = 0;
    await wait.through(async () => {
      tries += 1;
      if (tries === 1) throw new MigrationError("Migration x failed", { cause: refused });
    }, signal);
    expect(tries).toBe(2);
  });

  it("ends at once when it is called off, also while a try hangs", async () => {
    const { wait } = aWait();
    const off = new AbortController();
    const waiting = wait.through(() => new Promise<void>(() => {}), off.signal);
    off.abort();
    await expect(waiting).rejects.toThrow();
  });
});
