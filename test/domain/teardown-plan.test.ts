import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RESOURCE_KINDS, type ResourceKind } from "../../src/domain/external-resource.ts";
import type { SharingVerdict } from "../../src/domain/sharing.ts";
import { type PlannedResource, planTeardown } from "../../src/domain/teardown-plan.ts";
import { aResource } from "../support/factories.ts";

const NO: SharingVerdict = { shared: "no" };
const YES: SharingVerdict = { shared: "yes", users: ["somebody"], ours: true, recordedByOthers: false };
const UNTOLD: SharingVerdict = { shared: "cannot_tell", cause: "timeout", detail: "no answer" };

const planned = (kind: ResourceKind, sharing: SharingVerdict = NO, changes = {}): PlannedResource => ({
  resource: aResource(kind, sharing.shared === "yes" ? { state: "kept", ...changes } : changes),
  sharing,
});
const everything = (changes: Partial<Record<ResourceKind, SharingVerdict>> = {}) =>
  RESOURCE_KINDS.map((kind) => planned(kind, changes[kind] ?? NO));
const stepsOf = (resources: PlannedResource[]) =>
  planTeardown(resources).map((step) => `${step.action} ${step.ref.kind}`);

describe("the plan of a teardown", () => {
  it("takes an exclusively owned set down in the order of links, trunk, lists, policies, rule, LiveKit trunks", () => {
    expect(stepsOf(everything())).toEqual([
      "remove twilio_trunk_number",
      "remove twilio_origination_url",
      "unlink_credential_list twilio_credential_list",
      "unlink_ip_access_control_list twilio_ip_access_control_list",
      "remove twilio_sip_trunk",
      "remove twilio_credential_list",
      "remove twilio_ip_access_control_list",
      "remove twilio_connection_policy",
      "remove livekit_dispatch_rule",
      "remove livekit_inbound_trunk",
      "remove livekit_outbound_trunk",
    ]);
  });

  it("touches nothing but our number's link on a trunk that carries other numbers", () => {
    const shared = {
      twilio_sip_trunk: YES,
      twilio_origination_url: YES,
      twilio_credential_list: YES,
      twilio_ip_access_control_list: YES,
    };
    const twilio = everything(shared).filter(({ resource }) => resource.kind.startsWith("twilio"));
    expect(stepsOf(twilio)).toEqual(["remove twilio_trunk_number", "remove twilio_connection_policy"]);
  });

  it("unlinks a shared list from our own trunk and keeps the list", () => {
    const steps = stepsOf(everything({ twilio_credential_list: YES }));
    expect(steps).toContain("unlink_credential_list twilio_credential_list");
    expect(steps).not.toContain("remove twilio_credential_list");
  });

  it("removes nothing whose use by others could not be told", () => {
    const steps = stepsOf([
      planned("twilio_credential_list", UNTOLD),
      planned("livekit_dispatch_rule", UNTOLD),
    ]);
    expect(steps).toEqual([]);
  });

  it("leaves a trunk alone that is not proven to be the number's, with all that hangs on it", () => {
    const unproven = planned("twilio_sip_trunk", NO, { ownership: "unproven" });
    expect(stepsOf([unproven, planned("twilio_trunk_number")])).toEqual([]);
  });

  it("takes only our number off a LiveKit trunk that others use", () => {
    expect(stepsOf([planned("livekit_inbound_trunk", YES)])).toEqual(["detach_number livekit_inbound_trunk"]);
  });

  it("does not remove the trunk before its links, nor a list before its trunk", () => {
    const steps = planTeardown(everything());
    const trunk = steps.find((step) => step.ref.kind === "twilio_sip_trunk");
    const list = steps.find((step) => step.id.startsWith("remove twilio_credential_list"));
    expect(trunk?.after).toHaveLength(4);
    expect(list?.after).toEqual([trunk?.id]);
  });

  it("needs no step for what is gone or could not be seen", () => {
    expect(
      stepsOf([
        planned("twilio_sip_trunk", NO, { state: "gone" }),
        planned("twilio_connection_policy", NO, { state: "unknown" }),
      ]),
    ).toEqual([]);
  });

  it("never removes anything shared, untold, unproven or unseen, whatever the mix", () => {
    const anyResource = fc.record({
      kind: fc.constantFrom(...RESOURCE_KINDS),
      sharing: fc.constantFrom(NO, YES, UNTOLD),
      state: fc.constantFrom("present", "gone", "kept", "unknown"),
      ownership: fc.constantFrom("proven", "unproven", "unknown"),
    });
    fc.assert(
      fc.property(fc.uniqueArray(anyResource, { selector: ({ kind }) => kind }), (mix) => {
        const resources = mix.map(({ kind, sharing, ...changes }) => ({
          resource: aResource(kind, changes as object),
          sharing,
        }));
        for (const step of planTeardown(resources).filter(({ action }) => action === "remove")) {
          const { resource, sharing } = resources.find(
            (p) => p.resource.kind === step.ref.kind,
          ) as PlannedResource;
          expect(sharing.shared).toBe("no");
          expect(["present", "kept"]).toContain(resource.state);
          expect(resource.ownership).not.toBe("unproven");
        }
      }),
      { numRuns: 2000 },
    );
  });
});
