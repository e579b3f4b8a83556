import { describe, expect, it } from "vitest";
import {
  APPROVAL_WAITS_MS,
  decideApproval,
  hasLapsed,
  isOwnWish,
  lapseWords,
  type Wish,
} from "../../src/domain/approval.ts";
import { type ExternalResource, resourceKey } from "../../src/domain/external-resource.ts";
import { basisOf, factsOf, needsSecondPerson } from "../../src/domain/force-delete-gate.ts";
import { aResource, NOW, secondsBefore } from "../support/factories.ts";

const gone = aResource("twilio_sip_trunk", { state: "gone" });
const unknown = aResource("twilio_credential_list", { state: "unknown", cause: "timeout" });
const present = aResource("livekit_dispatch_rule");
const seen = aResource("twilio_connection_policy", { state: "unknown", lastSeenAt: NOW });

function aWish(resources: ExternalResource[], changes: Partial<Wish> = {}): Wish {
  return {
    incidentId: 7,
    requestedBy: { kind: "slack_user", id: "U1" },
    expiresAt: secondsBefore(-60),
    reason: "OPS-812",
    ticks: resources.map(resourceKey),
    accept: true,
    shown: factsOf("corrupted", resources),
    ...changes,
  };
}

const approve = (wish: Wish, resources: ExternalResource[], changes = {}) =>
  decideApproval(wish, {
    status: "corrupted",
    phoneNumber: "+14155551234",
    incidentId: 7,
    resources,
    factsReadAt: secondsBefore(5),
    now: NOW,
    secondApprover: "required",
    ...changes,
  });

describe("a wish", () => {
  it("waits for thirty minutes, and is over at exactly the moment that was told", () => {
    expect(APPROVAL_WAITS_MS).toBe(1_800_000);
    const wish = aWish([], { expiresAt: NOW });
    expect(hasLapsed(wish, secondsBefore(0.001))).toBe(false);
    expect(hasLapsed(wish, NOW)).toBe(true);
  });

  it("is its requester's own, and nobody else's", () => {
    expect(isOwnWish(aWish([]), "U1")).toBe(true);
    expect(isOwnWish(aWish([]), "U2")).toBe(false);
    expect(isOwnWish({ requestedBy: { kind: "os_user", name: "U1" } }, "U1")).toBe(false);
  });
});

describe("a second person is needed", () => {
  it("for what is still there always, for what nobody can tell where the installation says so", () => {
    expect(basisOf([gone])).toBe("proven");
    expect(basisOf([gone, unknown])).toBe("attested");
    expect(basisOf([unknown, present])).toBe("accepted");
    expect(basisOf([seen])).toBe("accepted");
    for (const setting of ["off", "required"] as const) {
      expect(needsSecondPerson("proven", setting)).toBe(false);
      expect(needsSecondPerson("accepted", setting)).toBe(true);
      expect(needsSecondPerson("attested", setting)).toBe(setting === "required");
    }
  });
});

describe("an approval", () => {
  it("goes on where everything is as the requester decided on it", () => {
    expect(approve(aWish([gone, unknown]), [gone, unknown])).toEqual({
      decision: "allowed",
      basis: "attested",
    });
    expect(approve(aWish([present, unknown, seen]), [present, unknown, seen])).toEqual({
      decision: "allowed",
      basis: "accepted",
    });
  });

  it("lapses the wish where anything moved, for the better or for the worse", () => {
    const better = { ...unknown, state: "gone" as const };
    expect(approve(aWish([unknown]), [better])).toEqual({
      decision: "lapsed",
      reason: {
        why: "facts_changed",
        differences: [{ key: resourceKey(unknown), was: "unknown", is: "gone" }],
      },
    });
    const worse = { ...gone, state: "present" as const };
    expect(approve(aWish([gone]), [worse])).toMatchObject({ reason: { why: "facts_changed" } });
    expect(approve(aWish([gone]), [gone, present])).toMatchObject({ reason: { why: "facts_changed" } });
  });

  it("accepts nothing that the requester did not accept, and vouches for nothing that was not ticked", () => {
    expect(approve(aWish([present], { accept: false }), [present])).toMatchObject({ decision: "lapsed" });
    expect(approve(aWish([unknown], { ticks: [] }), [unknown])).toMatchObject({ decision: "lapsed" });
    expect(approve(aWish([unknown], { reason: " " }), [unknown])).toMatchObject({ decision: "lapsed" });
  });

  it.each(["active", "deleting", "removed"] as const)("lapses the wish for a number that is %s", (status) => {
    expect(approve(aWish([gone]), [gone], { status, incidentId: null })).toEqual({
      decision: "lapsed",
      reason: { why: "not_corrupted", status },
    });
  });

  it("lapses a wish of an earlier case, and one whose time is over", () => {
    expect(approve(aWish([gone]), [gone], { incidentId: 8 })).toMatchObject({ reason: { why: "case_over" } });
    expect(approve(aWish([gone], { expiresAt: NOW }), [gone])).toMatchObject({ reason: { why: "time" } });
  });

  it("rests on no look older than 60 seconds: then it is pressed again", () => {
    expect(approve(aWish([gone]), [gone], { factsReadAt: secondsBefore(60) }).decision).toBe("allowed");
    expect(approve(aWish([gone]), [gone], { factsReadAt: secondsBefore(61) })).toEqual({
      decision: "look_again",
    });
  });
});

describe("the words of a lapse", () => {
  it("name what moved, at most five of them, and say that nothing was deleted", () => {
    const moved = Array.from({ length: 7 }, (_, index) => ({
      key: `twilio_credential_list:CL${index}`,
      was: "unknown" as const,
      is: "present" as const,
    }));
    const words = lapseWords({ why: "facts_changed", differences: moved });
    expect(words).toContain("the credential list CL0 was cannot tell, it is still there now");
    expect(words).toContain("and 2 more");
    expect(words).toContain("nothing was deleted");
    expect(lapseWords({ why: "not_corrupted", status: "active" })).toContain("the number is active now");
    expect(lapseWords({ why: "not_corrupted", status: "removed" })).toContain("was removed");
  });
});
