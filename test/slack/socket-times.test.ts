import { describe, expect, it } from "vitest";
import { explainEnd, isRoutine, retryAfterOf, type SessionEnd } from "../../src/slack/socket/session-end.ts";
import { pauseBeforeRetry, SOCKET_TIMES } from "../../src/slack/socket/socket-times.ts";

const pause = (failures: number, random = 1, retryAfterMs = 0) =>
  pauseBeforeRetry({ failures, retryAfterMs, random }, SOCKET_TIMES);

describe("the pause before Slack is dialled again", () => {
  it("is none after a healthy connection, doubles with every failure, and ends at a minute", () => {
    expect([0, 1, 2, 3, 6, 7, 50].map((failures) => pause(failures))).toEqual([
      0, 1000, 2000, 4000, 32_000, 60_000, 60_000,
    ]);
  });

  it("differs by chance, so that replicas do not come back together", () => {
    expect([0, 0.5, 1].map((random) => pause(3, random))).toEqual([2000, 3000, 4000]);
  });

  it("is never shorter than Slack's Retry-After", () => {
    expect(pause(0, 1, 5000)).toBe(5000);
    expect(pause(50, 1, 5000)).toBe(60_000);
  });
});

describe("the end of a connection", () => {
  const told = (reason: string): SessionEnd => ({ kind: "told", reason });

  it("is routine only where Slack moves us to another machine", () => {
    expect(
      ["refresh_requested", "warning", "link_disabled", "too_many_websockets"].map(told).map(isRoutine),
    ).toEqual([true, true, false, false]);
    expect(isRoutine({ kind: "lost" })).toBe(false);
  });

  it("asks to stay away where Slack limits the calls", () => {
    expect(retryAfterOf({ kind: "no_address", reason: { kind: "rate_limited", retryAfterMs: 7000 } })).toBe(
      7000,
    );
    expect(retryAfterOf({ kind: "lost" })).toBe(0);
  });

  it.each([
    [told("link_disabled"), "Socket Mode is switched off for the app"],
    [told("too_many_websockets"), "the app has ten already"],
    [told("something_new"), "Slack ended the socket (something_new)."],
    [
      {
        kind: "no_address",
        reason: { kind: "refused", error: "missing_scope", needed: "connections:write", messages: [] },
      },
      "Slack refuses the app-level token (missing_scope connections:write). Make one with the scope connections:write",
    ],
  ] as [SessionEnd, string][])("is explained in words: %j", (end, words) => {
    expect(explainEnd(end)).toContain(words);
  });
});
