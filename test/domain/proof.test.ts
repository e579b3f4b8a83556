import { describe, expect, it } from "vitest";
import { isSeenThere } from "../../src/domain/external-resource.ts";
import { applySighting, decideCheck, isStale, type Premise, type Sighting } from "../../src/domain/proof.ts";
import type { SharingVerdict } from "../../src/domain/sharing.ts";
import { aResource, NOW, PLACE, secondsBefore } from "../support/factories.ts";

const holds: Premise = { holds: true, evidence: "404 with code 20404; account ACa is active" };
const absent: Sighting = { seen: "absent", how: "GET", providerCode: "20404", requestId: "RQ1" };
const there: Sighting = { seen: "present", how: "GET", requestId: "RQ2" };
const context = { premise: holds, place: PLACE, firstSeenAt: secondsBefore(3600), sharing: null, at: NOW };

describe("what counts as proof", () => {
  it("gone: positively absent, the account answers, and it was seen here before", () => {
    expect(decideCheck(absent, context)).toMatchObject({
      state: "gone",
      how: `GET; ${holds.evidence}`,
      detail: "",
      requestId: "RQ1",
      checkedAt: NOW,
    });
  });

  it("gone with news keeps them apart from the evidence: people read the one, the register keeps the other", () => {
    const news = "the number is attached to trunk TKb now";
    expect(decideCheck({ ...absent, news }, context)).toMatchObject({
      state: "gone",
      how: `GET; ${holds.evidence}`,
      detail: news,
    });
    expect(decideCheck({ ...absent, news }, { ...context, firstSeenAt: null }).detail).toContain(news);
  });

  it("a resource never seen here is not gone: its id may be mistyped", () => {
    expect(decideCheck(absent, { ...context, firstSeenAt: null })).toMatchObject({
      state: "unknown",
      detail: expect.stringContaining("never seen here"),
    });
  });

  it("an absence without an active account behind it proves nothing", () => {
    const premise: Premise = { holds: false, cause: "account_inactive", detail: "the account is suspended" };
    expect(decideCheck(absent, { ...context, premise })).toMatchObject({
      state: "unknown",
      cause: "account_inactive",
    });
  });

  it("kept needs the name of somebody who shares it", () => {
    const users = ["trunk TKb", "number +1415"];
    const sharing: SharingVerdict = { shared: "yes", users, ours: false, recordedByOthers: false };
    expect(decideCheck(there, { ...context, sharing })).toMatchObject({
      state: "kept",
      detail: "shared with trunk TKb, number +1415",
    });
  });

  it("there, and its use by others could not be told: unknown with the cause, never kept", () => {
    const sharing = { shared: "cannot_tell", cause: "timeout", detail: "Twilio did not answer" } as const;
    expect(decideCheck(there, { ...context, sharing })).toMatchObject({ state: "unknown", cause: "timeout" });
  });

  it("no answer is unknown with its cause", () => {
    const nothing: Sighting = {
      seen: "nothing",
      cause: "credentials",
      detail: "refused",
      how: "GET",
      providerCode: "20003",
      requestId: null,
    };
    expect(decideCheck(nothing, context)).toMatchObject({
      state: "unknown",
      cause: "credentials",
      providerCode: "20003",
    });
  });
});

describe("a resource after a look", () => {
  it("is dated as seen the first time it is there, also where sharing could not be told", () => {
    const sharing = { shared: "cannot_tell", cause: "timeout", detail: "" } as const;
    const fresh = aResource("twilio_credential_list", {
      firstSeenAt: null,
      checkedAt: null,
      state: "unknown",
    });
    expect(
      applySighting(fresh, there, { premise: holds, place: PLACE, sharing, at: NOW }).firstSeenAt,
    ).toEqual(NOW);
  });

  it("keeps the date of the first sighting", () => {
    const old = aResource("twilio_credential_list");
    expect(
      applySighting(old, there, { premise: holds, place: PLACE, sharing: null, at: NOW }).firstSeenAt,
    ).toEqual(secondsBefore(3600));
  });

  it("keeps a tick while its facts stay, and drops it when they move", () => {
    const ticked = aResource("twilio_credential_list", { state: "present", tickedBy: "U1", tickedAt: NOW });
    const look = { premise: holds, place: PLACE, sharing: null, at: NOW };
    expect(applySighting(ticked, there, look).tickedBy).toBe("U1");
    expect(applySighting(ticked, absent, look).tickedBy).toBeNull();
  });
});

describe("where it was seen", () => {
  const elsewhere = { premise: holds, place: "ACb ie1", sharing: null, at: NOW };

  it("an absence in another account, region or host than it was seen in proves nothing", () => {
    expect(applySighting(aResource("twilio_sip_trunk"), absent, elsewhere)).toMatchObject({
      state: "unknown",
      detail: expect.stringContaining("never seen here"),
    });
  });

  it("being seen there starts a new proof for that place", () => {
    const moved = applySighting(aResource("twilio_sip_trunk"), there, elsewhere);
    expect(moved).toMatchObject({ firstSeenAt: NOW, firstSeenUnder: "ACb ie1" });
    expect(applySighting(moved, absent, elsewhere).state).toBe("gone");
  });
});

describe("what is seen there but cannot be told to be ours alone", () => {
  it("is not settled while our own number is still on a shared trunk", () => {
    const sharing: SharingVerdict = {
      shared: "yes",
      users: ["number +1415"],
      ours: true,
      recordedByOthers: false,
    };
    expect(decideCheck(there, { ...context, sharing }).state).toBe("present");
  });

  it("drops a tick that was given while nobody could see it", () => {
    const ticked = aResource("twilio_credential_list", {
      state: "unknown",
      cause: "credentials",
      tickedBy: "U1",
      tickedAt: NOW,
    });
    const sharing = { shared: "cannot_tell", cause: "timeout", detail: "no answer" } as const;
    const later = new Date(NOW.getTime() + 1000);
    const looked = applySighting(ticked, there, { premise: holds, place: PLACE, sharing, at: later });
    expect(looked).toMatchObject({ state: "unknown", lastSeenAt: later, tickedBy: null });
    expect(isSeenThere(looked)).toBe(true);
  });
});

describe("staleness", () => {
  it("is never checked, or checked more than five minutes ago", () => {
    expect(isStale(null, NOW)).toBe(true);
    expect(isStale(secondsBefore(300), NOW)).toBe(false);
    expect(isStale(secondsBefore(301), NOW)).toBe(true);
  });
});
