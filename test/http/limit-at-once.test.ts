import { describe, expect, it } from "vitest";
import { aNumber } from "../support/factories.ts";
import { aFoundNumber, answer, startServer, told } from "./api-harness.ts";

const PATH = "/api/v2/phone_numbers/1";
const BUSY = answer(503, "Too many requests are under way: nothing was begun, try again in a few seconds");

/** A server of two requests at a time, whose looks go on until they are let go. */
async function busyServer(deps: Parameters<typeof startServer>[1] = {}) {
  const looking: (() => void)[] = [];
  const server = await startServer(
    {
      showNumber: () =>
        new Promise((resolve) =>
          looking.push(() => resolve({ number: aNumber(), resources: [], run: null, incident: null })),
        ),
    },
    { mostAtOnce: { read: 2, write: 2, force: 2 }, ...deps },
  );
  const underWay = [server.call("GET", PATH), server.call("GET", PATH)];
  await expect.poll(() => looking.length).toBe(2);
  return { server, underWay, looking };
}

describe("requests at the same time", () => {
  it("beyond the limit are told to come back, and nothing is begun for them", async () => {
    const { server, underWay, looking } = await busyServer();
    const refused = await server.call("GET", PATH);
    expect(told(refused)).toEqual(BUSY);
    expect(refused.headers.get("retry-after")).toBe("5");
    expect(looking).toHaveLength(2);
    for (const letGo of looking) letGo();
    expect((await Promise.all(underWay)).map(({ status }) => status)).toEqual([200, 200]);
    const later = server.call("GET", PATH);
    await expect.poll(() => looking.length).toBe(3);
    looking[2]?.();
    expect((await later).status).toBe(200);
  });

  it("leave room for balancers, monitors and Slack", async () => {
    const { server, underWay, looking } = await busyServer();
    for (const path of ["/healthz", "/readyz", "/metrics", "/slack/events"])
      expect([path, (await server.call("GET", path, { token: null })).status]).toEqual([path, 200]);
    for (const letGo of looking) letGo();
    await Promise.all(underWay);
  });

  it("count until their work is over, also where the caller was answered before", async () => {
    const { server, underWay, looking } = await busyServer({ answerWithinMs: 50 });
    expect((await Promise.all(underWay)).map(({ status }) => status)).toEqual([503, 503]);
    expect(told(await server.call("GET", PATH))).toEqual(BUSY);
    for (const letGo of looking) letGo();
    const next = server.call("GET", PATH);
    await expect.poll(() => looking.length).toBe(3);
    looking[2]?.();
    expect((await next).status).toBe(200);
  });

  it("that wait for Twilio keep nobody from looking and from force-deleting", async () => {
    const deleting: (() => void)[] = [];
    const server = await startServer(
      {
        deleteNumber: () => new Promise((resolve) => deleting.push(() => resolve({ outcome: "removed" }))),
        showNumber: async () => ({ ...aFoundNumber(), run: null, incident: null }),
        listNumbers: async () => ({ items: [], totalCount: 0 }),
        forceDeleteByApi: async () => {},
      },
      { mostAtOnce: { read: 1, write: 2, force: 1 } },
    );
    const underWay = [server.call("DELETE", PATH), server.call("DELETE", PATH)];
    await expect.poll(() => deleting.length).toBe(2);
    expect(told(await server.call("DELETE", PATH))).toEqual(BUSY);
    expect(told(await server.call("POST", "/api/v2/phone_numbers", { body: {} }))).toEqual(BUSY);
    for (const [method, path] of [
      ["GET", PATH],
      ["GET", "/api/v2/phone_numbers"],
      ["DELETE", `${PATH}/force`],
    ] as const)
      expect([path, (await server.call(method, path)).status]).toEqual([path, 200]);
    for (const letGo of deleting) letGo();
    expect((await Promise.all(underWay)).map(({ status }) => status)).toEqual([200, 200]);
  });

  it("have an end for force deletes as well", async () => {
    const deleting: (() => void)[] = [];
    const server = await startServer(
      { forceDeleteByApi: () => new Promise((resolve) => void deleting.push(resolve)) },
      { mostAtOnce: { read: 1, write: 1, force: 1 } },
    );
    const underWay = server.call("DELETE", `${PATH}/force`);
    await expect.poll(() => deleting.length).toBe(1);
    expect(told(await server.call("DELETE", `${PATH}/force`))).toEqual(BUSY);
    deleting[0]?.();
    expect((await underWay).status).toBe(200);
  });
});
