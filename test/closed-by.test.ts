import { expect, it } from "vitest";
import { closedBy } from "../src/closed-by.ts";

const SERVER = { url: "postgres://db.example/lineman", dataDir: "./data" };
const EMBEDDED = { url: null, dataDir: "./data" };
const withCode = (message: string, code: string) => Object.assign(new Error(message), { code });

it.each([
  ["a server that is away", withCode("connect ECONNREFUSED", "ECONNREFUSED"), SERVER, "Check DATABASE_URL"],
  ["a server that is too old", new Error("Lineman needs PostgreSQL 14 or later."), SERVER, null],
  [
    "a directory of somebody else",
    Object.assign(withCode("EACCES: permission denied, mkdir './data'", "EACCES"), { syscall: "mkdir" }),
    EMBEDDED,
    "Check DATA_DIR",
  ],
  ["data of another version", new Error("Was it made by another version?"), EMBEDDED, null],
])("says of %s what is so and, where that helps, where to look", (_what, error, database, next) => {
  const closed = closedBy(error, database);
  expect(closed.what.startsWith(error.message)).toBe(true);
  expect(closed.what).toMatch(/[.?]$/);
  expect(closed.next).toEqual(next && expect.stringContaining(next));
  expect(closed.message).toBe(closed.next === null ? closed.what : `${closed.what} ${closed.next}`);
});
