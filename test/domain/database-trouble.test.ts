import { describe, expect, it } from "vitest";
import { DatabaseAwaited, databaseTrouble } from "../../src/domain/database-trouble.ts";

const coded = (code: string, message = "secret postgres://u:pw@host/db") =>
  Object.assign(new Error(message), { code });
const ofPrisma = (cause: object) =>
  Object.assign(new Error("Raw query failed"), {
    code: "P2010",
    meta: { driverAdapterError: { name: "DriverAdapterError", cause } },
  });

describe("the trouble of a database", () => {
  it.each<[string, unknown, string | null]>([
    ["a refused connection", coded("ECONNREFUSED"), "it refuses the connection or cannot be reached"],
    [
      "several refused addresses",
      new AggregateError([coded("ECONNREFUSED")]),
      "it refuses the connection or cannot be reached",
    ],
    ["a name that DNS does not know", coded("ENOTFOUND"), "its host name cannot be resolved"],
    ["a wrapped cause", new Error("Cannot open", { cause: coded("57P03") }), "it is starting or stopping"],
    [
      "a broken connection under Prisma",
      ofPrisma({ kind: "ConnectionClosed" }),
      "the connection to it broke",
    ],
    ["a full disk under Prisma", ofPrisma({ originalCode: "53100", kind: "postgres" }), "its disk is full"],
    [
      "a pool that waits in vain",
      new Error("timeout exceeded when trying to connect"),
      "it does not answer in time",
    ],
    ["a start that waits", new DatabaseAwaited("it is away"), "it is away"],
    ["a broken rule of the schema", coded("23505"), null],
    ["an error of our own", new Error("boom"), null],
    ["no error at all", "boom", null],
  ])("is told of %s", (_what, error, expected) => {
    expect(databaseTrouble(error)).toBe(expected);
  });

  it("ends with a chain of causes that goes in a circle", () => {
    const circular = new Error("a");
    circular.cause = circular;
    expect(databaseTrouble(circular)).toBeNull();
  });
});
