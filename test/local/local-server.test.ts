import { chmodSync, existsSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dialBot } from "../../src/dial-bot.ts";
import { Conflict, IllegalTransition } from "../../src/domain/errors.ts";
import { createLocalServer, type LocalServer } from "../../src/local/create-local-server.ts";
import { createDesk, type Desk } from "../../src/local/desk.ts";
import { dialLocalServer } from "../../src/local/dial-local-server.ts";
import { VerbFailed } from "../../src/local/verb-failed.ts";
import type { CommandVerbs } from "../../src/operations/command-verbs.ts";
import { aNumber, aResource, NOW } from "../support/factories.ts";

let directory: string;
let server: LocalServer;
let logged: string[];
let verbs: Partial<CommandVerbs>;
const socket = () => join(directory, "lineman.sock");

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "lineman-local-"));
  logged = [];
  verbs = {};
  const log = { info: () => {}, warn: tell, error: tell };
  // Asked for by name, so that a test can replace one.
  const byName = new Proxy({} as CommandVerbs, { get: (_, name) => Reflect.get(verbs, name) });
  server = createLocalServer(directory, byName, log);
});
afterEach(async () => {
  await server.close(1_000);
  await rm(directory, { recursive: true, force: true });
});

const tell = (_: object, message: string) => void logged.push(message);

async function dialled(): Promise<Desk> {
  const found = await dialLocalServer(directory);
  if (!found.reached) throw new Error(`not reached: ${found.why}`);
  return found.desk;
}

const failureOf = (asked: Promise<unknown>) =>
  asked.then(
    () => null,
    (error: unknown) => (error instanceof VerbFailed ? error.failure : error),
  );

/** As a client of another version would ask. */
async function post(path: string, body: string) {
  const answer = await new Promise<import("node:http").IncomingMessage>((resolve, reject) => {
    request({ socketPath: socket(), path, method: "POST" }, resolve).once("error", reject).end(body);
  });
  return { status: answer.statusCode, body: JSON.parse(await text(answer)) as object };
}

describe("the bot's door for the command line", () => {
  it("is open to its owner only, and gone when it closes", async () => {
    await server.listen();
    expect(statSync(socket()).mode & 0o777).toBe(0o600);
    await server.close(1_000);
    expect(existsSync(socket())).toBe(false);
    expect(await dialLocalServer(directory)).toEqual({ reached: false, why: "absent" });
  });

  // Only root can become somebody else, and is kept out of nothing.
  it.runIf(process.getuid?.() === 0)(
    "tells a socket from a directory that belongs to somebody else",
    async () => {
      await server.listen();
      chmodSync(directory, 0o755);
      try {
        process.seteuid?.(65_534);
        expect(await dialLocalServer(directory)).toEqual({ reached: false, why: "forbidden" });
        process.seteuid?.(0);
        chmodSync(directory, 0o700);
        process.seteuid?.(65_534);
        expect(await dialLocalServer(directory)).toEqual({ reached: false, why: "no_entry" });
        const database = { url: null, dataDir: directory };
        await expect(dialBot(database)).rejects.toThrow(
          `The directory ${directory} is closed to this system user. Run this as the user`,
        );
      } finally {
        process.seteuid?.(0);
      }
    },
  );

  it("takes the place of a socket that a killed bot has left behind", async () => {
    // What nobody listens on refuses a connection, whatever kind of file it is.
    writeFileSync(socket(), "");
    expect(await dialLocalServer(directory)).toEqual({ reached: false, why: "absent" });
    await server.listen();
    verbs.showNumber = async () => ({ number: aNumber(), resources: [], run: null, incident: null });
    expect(await (await dialled()).ask("showNumber", { id: 42 })).toMatchObject({ number: { id: 42 } });
  });

  it("answers what the verb answers, with moments as texts", async () => {
    await server.listen();
    const asked: unknown[] = [];
    verbs.verifyNumber = async (request) => {
      asked.push(request);
      return { number: aNumber(), resources: [aResource("twilio_sip_trunk")], factsReadAt: NOW };
    };
    const answer = await (await dialled()).ask("verifyNumber", { id: 42, osUser: "shell" });
    expect(asked).toEqual([{ id: 42, osUser: "shell" }]);
    expect(answer.factsReadAt).toBe(NOW.toISOString());
    expect(answer.resources[0]?.checkedAt).toBe(NOW.toISOString());
  });

  it("passes known failures on as they are, and logs what nobody expected", async () => {
    await server.listen();
    const desk = await dialled();
    const form = { digits: "1234", ticks: [], reason: "" };
    const shown = { status: "corrupted", states: {} } as const;
    verbs.forceDelete = async () => {
      throw new IllegalTransition("active", "force_delete_confirmed");
    };
    const request = { id: 42, osUser: "shell", shown, form };
    expect(await failureOf(desk.ask("forceDelete", request))).toMatchObject({
      code: "illegal_transition",
      status: "active",
    });
    verbs.rotateKeys = async () => {
      throw new Conflict("another key");
    };
    expect(
      await failureOf(desk.ask("rotateKeys", { osUser: "shell", keyId: "0", afterId: 0 })),
    ).toMatchObject({
      code: "conflict",
      message: "another key",
    });
    expect(logged).toEqual([]);
    verbs.findLeftovers = async () => {
      throw new Error("a secret of the inside");
    };
    const failure = await failureOf(desk.ask("findLeftovers", { sid: "TK" }));
    expect(failure).toMatchObject({ code: "unexpected", message: expect.not.stringContaining("secret") });
    expect(logged).toEqual(["an unexpected error while the command line was served"]);
  });

  it("refuses what it does not know: a verb, a request, a body", async () => {
    await server.listen();
    expect(await post("/verbs/toString", "{}")).toMatchObject({ status: 404 });
    expect(await post("/", "{}")).toMatchObject({ status: 404 });
    for (const body of ["", "{}", '{"id":0}', '{"id":42,"more":1}', "[]"])
      expect(await post("/verbs/verifyNumber", body)).toMatchObject({
        status: 400,
        body: { failure: { code: "unknown_verb", message: expect.stringContaining("restart it") } },
      });
    const long = `{"sid":"${"x".repeat(1_100_000)}"}`;
    expect(await post("/verbs/findLeftovers", long)).toMatchObject({ status: 400 });
  });

  it("names the field that is wrong in a request that it knows, as this process does for itself", async () => {
    await server.listen();
    const request = {
      id: 42,
      osUser: "shell",
      shown: { status: "corrupted", states: {} },
      form: { digits: "1".repeat(41), ticks: ["odd"], reason: "" },
    } as const;
    const own = createDesk({} as CommandVerbs);
    for (const desk of [await dialled(), own])
      expect(
        await failureOf(desk.ask("forceDelete", { ...request, form: { ...request.form, ticks: ["odd"] } })),
      ).toEqual({
        code: "invalid_input",
        message:
          "Nothing was done: form.digits is too long: at most 40 characters; form.ticks.0 has not the form that it must have.",
        status: null,
      });
    expect(await failureOf(own.ask("listLeftovers", { number: 0, size: 501 }))).toMatchObject({
      message: "Nothing was done: number is too small; size is too large: at most 500.",
    });
    expect(await post("/verbs/findLeftovers", '{"sid":""}')).toMatchObject({
      status: 422,
      body: { failure: { message: "Nothing was done: sid is empty." } },
    });
  });

  it("waits for what runs when it closes, and says so where an answer is lost", async () => {
    await server.listen();
    const desk = await dialled();
    let finish = () => {};
    const running = new Promise<void>((begun) => {
      verbs.examineData = () =>
        new Promise((resolve) => {
          finish = () =>
            resolve({
              server: "x",
              at: new Date(),
              migrations: { pending: [], failed: [], edited: [], unknown: [] },
              keys: [],
              oldestDueJob: null,
            });
          begun();
        });
    });
    const answer = desk.ask("examineData", {});
    await running;
    const closed = server.close(5_000);
    finish();
    expect(await answer).toMatchObject({ server: "x" });
    await closed;

    const other = createLocalServer(directory, verbs as CommandVerbs, {
      info: () => {},
      warn: tell,
      error: tell,
    });
    await other.listen();
    verbs.listLeftovers = () => new Promise(() => {});
    const lost = failureOf(desk.ask("listLeftovers", { number: 1, size: 10 }));
    await new Promise((resolve) => setImmediate(resolve));
    await other.close(50);
    expect(await lost).toMatchObject({ code: "answer_lost" });
  });

  it("lets the bot work without it where the path is too long for a socket", async () => {
    const deep = join(directory, "x".repeat(120));
    const cut = createLocalServer(deep, {} as CommandVerbs, { info: () => {}, warn: tell, error: tell });
    await cut.listen();
    expect(logged).toEqual(["the command line cannot reach this process: no local socket"]);
    await cut.close(10);
  });
});
