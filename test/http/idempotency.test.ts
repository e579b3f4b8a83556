import { EventEmitter, once } from "node:events";
import { describe, expect, it } from "vitest";
import { InvalidInput } from "../../src/domain/errors.ts";
import type { KeptAnswers } from "../../src/operations/ports/kept-answers.ts";
import { createMemoryKeptAnswers } from "../support/memory-kept-answers.ts";
import { aFoundNumber, answer, BUSY, REQUEST_ID, startServer, TOKENS, told } from "./api-harness.ts";

const PATH = "/api/v2/phone_numbers";
const BODY = { phone_number: "+14155551234", label: "Support Line" };
const withKey = (key: string, more: object = {}) => ({ headers: { "idempotency-key": key }, ...more });
const MISMATCH = {
  "Idempotency-Key": ["was used for another request: use a new key for each request"],
};

/** A server that counts what is really done. */
async function counting(deps: Parameters<typeof startServer>[1] = {}) {
  const done: string[] = [];
  const server = await startServer(
    {
      importNumber: async () => {
        done.push("import");
        return { ...aFoundNumber({ id: done.length }), unseen: [] };
      },
      deleteNumber: async (id) => {
        done.push(`delete ${id}`);
        return { outcome: "removed" };
      },
      forceDeleteByApi: async (id) => void done.push(`force ${id}`),
      reportCorruption: async (id) => {
        done.push(`corrupt ${id}`);
        return aFoundNumber();
      },
    },
    deps,
  );
  return { server, done };
}

const CALLS: [string, string, object][] = [
  ["POST", PATH, { body: BODY }],
  ["POST", `${PATH}/import`, { body: BODY }],
  ["POST", `${PATH}/42/corrupt`, { body: { cause: "in_use" } }],
  ["DELETE", `${PATH}/42`, {}],
  ["DELETE", `${PATH}/42/force`, {}],
];

describe("Idempotency-Key", () => {
  it.each(CALLS)(
    "gets a repeat of %s %s the same answer, and nothing is done twice",
    async (method, path, more) => {
      const { server, done } = await counting();
      const first = await server.call(method, path, withKey("k-1", more));
      const repeat = await server.call(method, path, withKey("k-1", more));
      expect(told(repeat)).toEqual(told(first));
      expect(first.headers.get("idempotency-replayed")).toBeNull();
      expect(repeat.headers.get("idempotency-replayed")).toBe("true");
      expect(repeat.headers.get("content-type")).toBe(first.headers.get("content-type"));
      expect(done).toHaveLength(1);
      await server.call(method, path, withKey("k-2", more));
      expect(done).toHaveLength(2);
    },
  );

  it.each([
    ["another body", "POST", PATH, { body: { ...BODY, label: "Sales" } }],
    ["another address", "POST", `${PATH}/import`, { body: BODY }],
    ["another verb", "DELETE", `${PATH}/42`, {}],
  ] as const)("refuses %s under a key that was used", async (_what, method, path, more) => {
    const { server, done } = await counting();
    await server.call("POST", PATH, withKey("k", { body: BODY }));
    const words = method === "POST" ? "Failed to create phone number" : "The request is not valid";
    expect(told(await server.call(method, path, withKey("k", more)))).toEqual({
      status: 422,
      body: { success: false, errors: MISMATCH, message: words, request_id: REQUEST_ID },
    });
    expect(done).toHaveLength(1);
  });

  it("keeps the keys of two callers apart", async () => {
    const { server, done } = await counting();
    for (const token of [TOKENS.all, TOKENS.write])
      await server.call("POST", PATH, withKey("k", { body: BODY, token }));
    expect(done).toHaveLength(2);
  });

  it("takes the same address in another spelling for the same request", async () => {
    const { server, done } = await counting();
    for (const path of [`${PATH}/42`, `${PATH}/42/`, `${PATH}/%34%32`, `${PATH}/42?x=1`])
      expect((await server.call("DELETE", path, withKey("k"))).status).toBe(200);
    expect(done).toEqual(["delete 42"]);
  });

  it("refuses a repeat while the first one runs, and answers it when that has ended", async () => {
    let finish = () => {};
    const progress = new EventEmitter();
    const begun = once(progress, "begun");
    const server = await startServer({
      deleteNumber: async () => {
        progress.emit("begun");
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
        return { outcome: "removed" };
      },
    });
    const first = server.call("DELETE", `${PATH}/42`, withKey("k"));
    await begun;
    const during = await server.call("DELETE", `${PATH}/42`, withKey("k"));
    expect(told(during)).toEqual(answer(409, "A request with this Idempotency-Key is still being worked on"));
    expect(during.headers.get("retry-after")).toBe("2");
    finish();
    const after = told(await first);
    expect(told(await server.call("DELETE", `${PATH}/42`, withKey("k")))).toEqual(after);
  });

  it("keeps the real outcome of work that outlived its answer", async () => {
    let finish = () => {};
    const work = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const kept = createMemoryKeptAnswers();
    const progress = new EventEmitter();
    const finished = once(progress, "finished");
    const keptAnswers: KeptAnswers = {
      ...kept,
      finish: async (...args) => {
        await kept.finish(...args);
        progress.emit("finished");
      },
    };
    const server = await startServer(
      {
        deleteNumber: async () => {
          await work;
          return { outcome: "removed" };
        },
      },
      { answerWithinMs: 50, keptAnswers },
    );
    expect((await server.call("DELETE", `${PATH}/42`, withKey("k"))).status).toBe(503);
    expect((await server.call("DELETE", `${PATH}/42`, withKey("k"))).status).toBe(409);
    finish();
    await finished;
    const repeat = await server.call("DELETE", `${PATH}/42`, withKey("k"));
    expect(told(repeat)).toEqual({
      status: 200,
      body: { success: true, message: "Phone number deleted successfully" },
    });
    expect(server.log).toEqual([]);
  });

  it.each([
    ["refused", new InvalidInput({ phone_number: ["has already been taken"] }), 422],
    ["busy", BUSY, 409],
    ["broken", new Error("secret detail"), 500],
  ])("keeps no answer that was %s: the next try is a real one", async (_what, error, status) => {
    let tries = 0;
    const server = await startServer({
      importNumber: async () => {
        tries += 1;
        if (tries === 1) throw error;
        return { ...aFoundNumber(), unseen: [] };
      },
    });
    expect((await server.call("POST", PATH, withKey("k", { body: BODY }))).status).toBe(status);
    expect((await server.call("POST", PATH, withKey("k", { body: BODY }))).status).toBe(201);
    expect(tries).toBe(2);
  });

  it("keeps a failed clean-up: the same key does not begin another one", async () => {
    let tries = 0;
    const server = await startServer({
      deleteNumber: async () => {
        tries += 1;
        return { outcome: "corrupted", incident: {} as never, ...aFoundNumber() };
      },
    });
    for (let time = 0; time < 2; time += 1)
      expect((await server.call("DELETE", `${PATH}/42`, withKey("k"))).status).toBe(422);
    expect(tries).toBe(1);
  });

  it("answers although the answer cannot be kept, and says so in the log", async () => {
    const error = new Error("the database is away");
    const finish = async () => {
      throw error;
    };
    const { server } = await counting({ keptAnswers: { ...createMemoryKeptAnswers(), finish } });
    expect((await server.call("DELETE", `${PATH}/42`, withKey("k"))).status).toBe(200);
    expect(server.log).toMatchObject([{ level: "error", fields: { err: error, caller: "ci-all" } }]);
  });

  it("is 1 to 255 printable ASCII characters", async () => {
    const { server, done } = await counting();
    for (const key of ["", "x".repeat(256), "ü"]) {
      const { status, body } = await server.call("DELETE", `${PATH}/42`, withKey(key));
      expect({ status, body }).toMatchObject({
        status: 422,
        body: { errors: { "Idempotency-Key": ["must be 1 to 255 printable ASCII characters"] } },
      });
    }
    expect(done).toEqual([]);
    expect((await server.call("DELETE", `${PATH}/42`, withKey("x".repeat(255)))).status).toBe(200);
  });
});
