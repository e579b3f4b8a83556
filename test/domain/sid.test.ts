import { describe, expect, it } from "vitest";
import { recordedResources, resourcesOf } from "../../src/domain/recorded-resources.ts";
import { isAddressable } from "../../src/domain/sid.ts";
import { aNumber, aResource, sid } from "../support/factories.ts";

describe("ids that may be sent to a provider", () => {
  it.each([
    "",
    "..",
    "%2e%2e",
    "TK",
    `${sid("TK", "a")}/x`,
    ` ${sid("TK", "a")}`,
    sid("CL", "a"),
    sid("TK", "g"),
  ])("never %j as a trunk", (wrong) => {
    expect(isAddressable({ kind: "twilio_sip_trunk", sid: wrong, parentSid: null })).toBe(false);
  });

  it("an NY id is never asked at the access-control-list endpoint", () => {
    expect(
      isAddressable({ kind: "twilio_ip_access_control_list", sid: sid("NY", "a"), parentSid: null }),
    ).toBe(false);
  });

  it("a link needs a proper trunk too", () => {
    expect(isAddressable(aResource("twilio_trunk_number"))).toBe(true);
    expect(isAddressable(aResource("twilio_trunk_number", { parentSid: "" }))).toBe(false);
  });
});

describe("what a number's columns name", () => {
  it("lists every kind once, links before lists, LiveKit last", () => {
    expect(recordedResources(aNumber()).map(({ kind }) => kind)).toEqual([
      "twilio_sip_trunk",
      "twilio_trunk_number",
      "twilio_credential_list",
      "twilio_ip_access_control_list",
      "twilio_connection_policy",
      "livekit_inbound_trunk",
      "livekit_dispatch_rule",
    ]);
  });

  it("goes by the prefix where an access control list was filed as a connection policy", () => {
    const number = aNumber({
      twilioConnectionPolicySids: [sid("AL", "b")],
      twilioIpAccessControlListSids: [],
    });
    expect(recordedResources(number).find((ref) => ref.sid === sid("AL", "b"))?.kind).toBe(
      "twilio_ip_access_control_list",
    );
  });

  it("takes livekit_trunk_id for the outbound trunk where there is no inbound", () => {
    const number = aNumber({ supportsInbound: false, supportsOutbound: true, livekitDispatchRuleId: null });
    expect(recordedResources(number).some(({ kind }) => kind === "livekit_outbound_trunk")).toBe(true);
  });

  it("joins what is stored with what only the columns name", () => {
    const all = resourcesOf(aNumber(), [
      aResource("twilio_sip_trunk", { state: "gone" }),
      aResource("twilio_origination_url"),
    ]);
    expect(all).toHaveLength(8);
    expect(all.find(({ kind }) => kind === "twilio_sip_trunk")?.state).toBe("gone");
    expect(all.find(({ kind }) => kind === "livekit_dispatch_rule")).toMatchObject({
      state: "unknown",
      checkedAt: null,
    });
  });
});
