import { describe, expect, it } from "vitest";
import { createOwnConnections, inPanelOrder } from "../src/connections.ts";
import { NOW, secondsBefore } from "./support/factories.ts";

const WELL = { state: "ok", since: NOW, seenAt: NOW, detail: null } as const;

function anInstallation() {
  const now = { at: NOW };
  const outside = {
    slack: { ok: true, why: null as string | null, since: secondsBefore(60) },
    query: async (): Promise<unknown> => {
      now.at = secondsBefore(-0.004, now.at);
      return [];
    },
    awaited: null as { trouble: string; since: Date } | null,
    diskFull: false,
    oldest: null as { name: string; dueSince: Date } | null,
  };
  const own = createOwnConnections({
    slack: { ready: () => outside.slack },
    slackMode: "socket",
    pool: { query: () => outside.query() },
    awaited: () => outside.awaited,
    isDiskFull: () => outside.diskFull,
    oldestDueJob: async () => outside.oldest,
    clock: { now: () => now.at },
  });
  const connections = inPanelOrder(own, {
    twilio: async () => ({ name: "twilio", ...WELL }),
    livekit: async () => ({ name: "livekit", ...WELL }),
  });
  const report = async (name: string) =>
    (await Promise.all(connections.map((connection) => connection()))).find((one) => one.name === name);
  return { outside, report, advance: (seconds: number) => (now.at = secondsBefore(-seconds, now.at)) };
}

describe("the connections", () => {
  it("tell how Slack is reached, and what Slack says where it is not", async () => {
    const { outside, report } = anInstallation();
    expect(await report("slack")).toMatchObject({ state: "ok", detail: "events come by Socket Mode" });
    outside.slack = { ok: false, why: "no socket is open", since: NOW };
    expect(await report("slack")).toMatchObject({
      state: "failing",
      since: NOW,
      detail: "no socket is open",
    });
  });

  it("tell how long the database takes, and since when it does not answer", async () => {
    const { outside, report, advance } = anInstallation();
    expect(await report("database")).toMatchObject({ state: "ok", detail: "answered in 4 ms" });
    outside.query = () => Promise.reject(new Error("connection refused"));
    const failing = await report("database");
    expect(failing).toMatchObject({ state: "failing", detail: "it does not answer" });
    advance(60);
    expect((await report("database"))?.since).toEqual(failing?.since);
  });

  it("tell since when the database is waited for at the start, and that its disk is full", async () => {
    const { outside, report } = anInstallation();
    outside.awaited = { trouble: "it is starting or stopping", since: secondsBefore(30) };
    const since = secondsBefore(30);
    expect(await report("database")).toMatchObject({
      state: "failing",
      since,
      detail: "it is starting or stopping",
    });
    expect(await report("queue")).toMatchObject({
      state: "failing",
      since,
      detail: "it waits for the database",
    });
    outside.awaited = null;
    outside.diskFull = true;
    expect((await report("database"))?.detail).toBe("its disk is full: make room for DATA_DIR");
    outside.diskFull = false;
    expect(await report("database")).toMatchObject({ state: "ok" });
  });

  it("tell that jobs wait, from two minutes on", async () => {
    const { outside, report } = anInstallation();
    expect(await report("queue")).toMatchObject({ state: "ok", detail: "no job waits" });
    outside.oldest = { name: "sync_alert", dueSince: secondsBefore(60) };
    expect(await report("queue")).toMatchObject({ state: "ok" });
    outside.oldest = { name: "sync_alert", dueSince: secondsBefore(180) };
    expect(await report("queue")).toMatchObject({
      state: "failing",
      since: secondsBefore(180),
      detail: "a job (sync_alert) has waited for 3 min",
    });
  });
});
