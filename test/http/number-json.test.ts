import { describe, expect, it } from "vitest";
import { uncheckedResource } from "../../src/domain/recorded-resources.ts";
import { numberJson } from "../../src/http/number-json.ts";
import { aNumber, aResource, sid } from "../support/factories.ts";

describe("numberJson", () => {
  const number = aNumber({
    status: "active",
    corruptedAt: null,
    corruptionCause: null,
    createdAt: new Date("2025-01-15T10:30:00.987Z"),
    updatedAt: new Date("2025-01-16T00:00:00.000Z"),
  });

  it("is N of the contract, keys in its order", () => {
    const resources = [aResource("twilio_sip_trunk", { detail: "seen" })];
    expect(JSON.stringify(numberJson({ number, resources }))).toBe(
      JSON.stringify({
        id: 42,
        phone_number: "+14155551234",
        label: "Support Line",
        status: "active",
        supports_inbound: true,
        supports_outbound: false,
        provider: "twilio",
        has_twilio_credentials: true,
        outbound_trunk: {},
        inbound_trunk: {},
        twilio_account_sid: sid("AC", "a"),
        twilio_region: "us1",
        twilio_phone_number_sid: sid("PN", "a"),
        twilio_trunk_sid: sid("TK", "a"),
        twilio_credential_list_sids: [sid("CL", "a")],
        twilio_connection_policy_sids: [sid("NY", "a")],
        twilio_ip_access_control_list_sids: [sid("AL", "a")],
        livekit_host: "wss://demo.livekit.cloud",
        livekit_trunk_id: "ST_inbound",
        livekit_outbound_trunk_id: null,
        livekit_dispatch_rule_id: "SDR_rule",
        external_resources: [
          {
            kind: "twilio_sip_trunk",
            sid: sid("TK", "a"),
            state: "present",
            checked_at: "2026-01-15T03:12:00Z",
            first_seen_at: "2026-01-15T02:12:00Z",
            detail: "seen",
          },
        ],
        corrupted_at: null,
        corruption_cause: null,
        created_at: "2025-01-15T10:30:00Z",
        updated_at: "2025-01-16T00:00:00Z",
      }),
    );
  });

  it("tells gone with its proof, and news first", () => {
    const proof = { state: "gone", how: "Twilio GET, 404 with code 20404; account AC1 is active" } as const;
    const resources = [
      aResource("twilio_sip_trunk", proof),
      aResource("twilio_trunk_number", { ...proof, detail: "the number is on another trunk" }),
    ];
    expect(numberJson({ number, resources }).external_resources.map(({ detail }) => detail)).toEqual([
      proof.how,
      `the number is on another trunk; ${proof.how}`,
    ]);
  });

  it("says unknown, never checked, of a resource that nobody has looked at", () => {
    const resources = [uncheckedResource({ kind: "livekit_dispatch_rule", sid: "SDR_x", parentSid: null })];
    expect(numberJson({ number, resources }).external_resources).toEqual([
      {
        kind: "livekit_dispatch_rule",
        sid: "SDR_x",
        state: "unknown",
        checked_at: null,
        first_seen_at: null,
        detail: "",
      },
    ]);
  });

  it("shows of a trunk what the contract has, never a password that another program put there", () => {
    const outboundTrunk = { address: "a.pstn.twilio.com", username: "u", password: "hunter2hunter2" };
    const json = numberJson({ number: { ...number, outboundTrunk, inboundTrunk: null }, resources: [] });
    expect(json.outbound_trunk).toEqual({ address: "a.pstn.twilio.com", username: "u" });
    expect(json.inbound_trunk).toEqual({});
  });
});
