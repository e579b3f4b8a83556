import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ExternalResource, ResourceState } from "../../src/domain/external-resource.ts";
import { resourceKey } from "../../src/domain/external-resource.ts";
import {
  decideForceDelete,
  differencesBetween,
  type ForceDeleteSituation,
  factsOf,
  formFaults,
  lastFourDigits,
  MOST_REASON_CHARACTERS,
} from "../../src/domain/force-delete-gate.ts";
import { aResource, NOW, secondsBefore } from "../support/factories.ts";

const gone = aResource("twilio_sip_trunk", { state: "gone" });
const kept = aResource("twilio_credential_list", { state: "kept", sharedWith: ["trunk TKb"] });
const unknown = aResource("twilio_credential_list", { state: "unknown", cause: "timeout" });
const present = aResource("livekit_dispatch_rule");

function situation(
  resources: ExternalResource[],
  changes: Partial<Omit<ForceDeleteSituation, "form">> & {
    form?: Partial<ForceDeleteSituation["form"]>;
  } = {},
): ForceDeleteSituation {
  const { form, ...rest } = changes;
  return {
    actorMayAct: true,
    status: "corrupted",
    phoneNumber: "+14155551234",
    resources,
    factsReadAt: secondsBefore(5),
    now: NOW,
    shown: factsOf("corrupted", resources),
    secondApprover: "off",
    approved: false,
    ...rest,
    form: { digits: "1234", ticks: [], reason: "", acceptLeftovers: false, ...form },
  };
}

describe("the gate of a force delete", () => {
  it.each(["active", "deleting", "provisioning", "removed"] as const)(
    "refuses a number that is %s, and says so",
    (status) => {
      expect(decideForceDelete(situation([gone], { status }))).toEqual({
        decision: "refused",
        why: "not_corrupted",
        status,
      });
    },
  );

  it("refuses when a resource is not what the modal showed, and names the difference", () => {
    const shown = factsOf("corrupted", [gone, { ...unknown, state: "unknown" }]);
    const now = [gone, { ...unknown, state: "present" as const }];
    expect(decideForceDelete(situation(now, { shown }))).toEqual({
      decision: "refused",
      why: "facts_changed",
      differences: [{ key: resourceKey(unknown), was: "unknown", is: "present" }],
    });
  });

  it("refuses when a resource appeared or vanished since the modal was drawn", () => {
    expect(differencesBetween(factsOf("corrupted", [gone]), factsOf("corrupted", [kept]))).toEqual([
      { key: resourceKey(gone), was: "gone", is: "not recorded" },
      { key: resourceKey(kept), was: "not recorded", is: "kept" },
    ]);
  });

  it("refuses an actor who is not on call, whatever else is so", () => {
    expect(decideForceDelete(situation([gone], { actorMayAct: false, status: "active" }))).toEqual({
      decision: "refused",
      why: "not_permitted",
    });
  });

  it("allows when everything is proven gone or kept and proven shared", () => {
    expect(decideForceDelete(situation([gone, kept]))).toEqual({ decision: "allowed", basis: "proven" });
  });

  it("allows a number that never owned anything", () => {
    expect(decideForceDelete(situation([]))).toEqual({ decision: "allowed", basis: "proven" });
  });

  it("allows unknown ones as attested when all are ticked and a reason is given", () => {
    const form = { ticks: [resourceKey(unknown)], reason: "removed by hand" };
    expect(decideForceDelete(situation([gone, unknown], { form }))).toEqual({
      decision: "allowed",
      basis: "attested",
    });
  });

  it("refuses a reason that no window and no message can hold, also where none is needed", () => {
    const faultOf = (reason: string) => decideForceDelete(situation([gone], { form: { ticks: [], reason } }));
    expect(faultOf("😀".repeat(MOST_REASON_CHARACTERS))).toEqual({ decision: "allowed", basis: "proven" });
    expect(faultOf("x".repeat(MOST_REASON_CHARACTERS + 1))).toEqual({
      decision: "refused",
      why: "form",
      faults: { reason: "The reason is too long: at most 1000 characters." },
    });
  });

  it("waits for a second person where one is required for attested ones, and goes on once approved", () => {
    const form = { ticks: [resourceKey(unknown)], reason: "removed by hand" };
    const required = situation([unknown], { form, secondApprover: "required" });
    expect(decideForceDelete(required)).toEqual({ decision: "needs_approval", basis: "attested" });
    expect(decideForceDelete({ ...required, approved: true })).toEqual({
      decision: "allowed",
      basis: "attested",
    });
  });

  it("needs no second person where everything is proven, even when one is required for attested ones", () => {
    expect(decideForceDelete(situation([gone], { secondApprover: "required" })).decision).toBe("allowed");
  });

  it("refuses what is still there, and names it", () => {
    expect(decideForceDelete(situation([gone, present]))).toEqual({
      decision: "refused",
      why: "still_present",
      resources: [present],
    });
  });

  it("lets leftovers stay only with a reason and always with a second person", () => {
    const accept = { acceptLeftovers: true };
    expect(decideForceDelete(situation([present], { form: accept }))).toMatchObject({
      why: "form",
      faults: { reason: expect.any(String) },
    });
    const reasoned = situation([present], { form: { ...accept, reason: "the customer keeps it" } });
    expect(decideForceDelete(reasoned)).toEqual({ decision: "needs_approval", basis: "accepted" });
    expect(decideForceDelete({ ...reasoned, approved: true })).toEqual({
      decision: "allowed",
      basis: "accepted",
    });
  });

  it("refuses facts older than 60 seconds, and takes them at exactly 60", () => {
    expect(decideForceDelete(situation([gone], { factsReadAt: secondsBefore(60) })).decision).toBe("allowed");
    expect(decideForceDelete(situation([gone], { factsReadAt: secondsBefore(60.001) }))).toEqual({
      decision: "refused",
      why: "facts_too_old",
    });
  });
});

describe("the form of a force delete", () => {
  const answer = (changes: object) =>
    formFaults(
      { digits: "1234", ticks: [], reason: "", acceptLeftovers: false, ...changes },
      "+14155551234",
      [gone, unknown],
    );

  it("names wrong digits, a missing tick and a missing reason at their fields", () => {
    expect(answer({ digits: "4321" })).toEqual({
      digits: "These are not the last four digits of +14155551234.",
      ticks: "Tick each one that you have removed yourself: 1 not ticked yet.",
      reason: "Say why this is safe: not everything is proven gone.",
    });
  });

  it("takes blanks for no reason", () => {
    expect(answer({ ticks: [resourceKey(unknown)], reason: "   " })).toHaveProperty("reason");
  });

  it("finds no fault in a full form", () => {
    expect(answer({ ticks: [resourceKey(unknown)], reason: "OPS-812" })).toEqual({});
  });

  it("asks for the last four digits, whatever stands between them", () => {
    expect(lastFourDigits("+49 30 12-34")).toBe("1234");
  });
});

describe("over every mix of resources and forms", () => {
  const states: ResourceState[] = ["present", "gone", "kept", "unknown"];
  const anyResources = fc
    .array(fc.constantFrom(...states), { maxLength: 12 })
    .map((list) =>
      list.map((state, index) =>
        aResource("twilio_credential_list", { state, sid: `CL${String(index).padStart(32, "0")}` }),
      ),
    );

  it("never allows a form with wrong digits, anything still there without approval, or an unticked unknown", () => {
    fc.assert(
      fc.property(
        anyResources,
        fc.record({
          rightDigits: fc.boolean(),
          tickAll: fc.boolean(),
          reason: fc.string(),
          accept: fc.boolean(),
          approved: fc.boolean(),
        }),
        (resources, { rightDigits, tickAll, reason, accept, approved }) => {
          const form = {
            digits: rightDigits ? "1234" : "0000",
            ticks: tickAll ? resources.map(resourceKey) : [],
            reason,
            acceptLeftovers: accept,
          };
          const decision = decideForceDelete(situation(resources, { form, approved }));
          if (decision.decision !== "allowed") return;
          expect(rightDigits).toBe(true);
          if (resources.some((r) => r.state === "present")) expect(accept && approved).toBe(true);
          if (resources.some((r) => r.state === "unknown"))
            expect(tickAll && reason.trim() !== "").toBe(true);
          if (decision.basis === "proven")
            expect(resources.every((r) => r.state === "gone" || r.state === "kept")).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
