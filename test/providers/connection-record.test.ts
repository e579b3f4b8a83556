import { describe, expect, it } from "vitest";
import type { Cause } from "../../src/domain/cause.ts";
import { ProviderError } from "../../src/domain/errors.ts";
import { createConnectionRecord } from "../../src/providers/connection-record.ts";
import { NOW, secondsBefore } from "../support/factories.ts";

const error = (kind: Cause) => new ProviderError({ provider: "twilio", kind, message: `Twilio: ${kind}` });

function aRecord(probe: (() => Promise<unknown>) | null = null) {
  let at = NOW;
  const changes: string[] = [];
  const record = createConnectionRecord({
    name: "twilio",
    now: () => at,
    probe,
    unknown: "nobody asked",
    onChange: () => changes.push("changed"),
  });
  return {
    ...record,
    changes,
    advance: (seconds: number) => {
      at = secondsBefore(-seconds, at);
    },
  };
}

describe("what is known of a provider", () => {
  it("is nothing before the first call, and then the last call's outcome, since the first of its kind", async () => {
    const record = aRecord();
    expect(await record.connection()).toEqual({
      name: "twilio",
      state: "unknown",
      since: null,
      seenAt: null,
      detail: "nobody asked",
    });
    record.succeeded();
    record.advance(60);
    record.succeeded();
    expect(await record.connection()).toMatchObject({ state: "ok", since: NOW, seenAt: secondsBefore(-60) });
    record.advance(60);
    record.failed(error("unavailable"), false);
    record.advance(60);
    record.failed(error("timeout"), false);
    expect(await record.connection()).toEqual({
      name: "twilio",
      state: "failing",
      since: secondsBefore(-120),
      seenAt: secondsBefore(-60),
      detail: "Twilio: timeout",
    });
    expect(record.changes).toHaveLength(2);
  });

  it.each<[Cause, boolean, string]>([
    ["rate_limited", false, "failing"],
    ["credentials", true, "failing"],
    ["permission", true, "failing"],
    // Somebody else's token: Twilio answered.
    ["credentials", false, "ok"],
    ["account_inactive", false, "ok"],
    ["in_use", false, "ok"],
    ["conflict", true, "ok"],
    ["unexpected", true, "unknown"],
    ["invalid_id", true, "unknown"],
  ])("after a call that ended with %s (own account: %s) is: %s", async (kind, isOurs, state) => {
    const record = aRecord();
    record.failed(error(kind), isOurs);
    expect(await record.connection()).toMatchObject({ state });
  });

  it("is asked for by one small call where nothing was heard for five minutes, and not before", async () => {
    let probes = 0;
    const record = aRecord(async () => {
      probes += 1;
    });
    const both = await Promise.all([record.connection(), record.connection()]);
    expect(both).toMatchObject([{ state: "ok" }, { state: "ok" }]);
    expect(probes).toBe(1);
    record.advance(300);
    await record.connection();
    expect(probes).toBe(1);
    record.advance(1);
    await record.connection();
    expect(probes).toBe(2);
  });

  it("does not keep a reader waiting for a probe that hangs, and is told of its end later", async () => {
    let end = (_: Error) => {};
    const record = aRecord(() => new Promise((_resolve, reject) => (end = reject)));
    expect(await record.connection()).toMatchObject({ state: "unknown" });
    end(error("credentials"));
    await expect.poll(() => record.changes.length).toBe(1);
    expect(await record.connection()).toMatchObject({ state: "failing", detail: "Twilio: credentials" });
  });
});
