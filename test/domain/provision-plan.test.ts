import { describe, expect, it } from "vitest";
import {
  madeOn,
  namedBy,
  type ProvisionWish,
  planProvisioning,
  provisionFaults,
} from "../../src/domain/provision-plan.ts";
import { isProvisionName } from "../../src/domain/provisioned-resource.ts";

const WISH: ProvisionWish = {
  phoneNumber: "+14155551234",
  supportsInbound: true,
  supportsOutbound: true,
  inboundTrunk: {},
  outboundTrunk: {},
  sipUri: "sip:demo.sip.livekit.cloud",
  namePrefix: "lm-42-0123abcdef",
  domainNonce: "0123abcdef",
  username: "drawn",
};
const plan = (changes: Partial<ProvisionWish> = {}) => planProvisioning({ ...WISH, ...changes });
const actions = (changes: Partial<ProvisionWish> = {}) => plan(changes).map(({ action }) => action);
const stepOf = <A extends string>(action: A, changes: Partial<ProvisionWish> = {}) =>
  plan(changes).find((step) => step.action === action);

describe("the plan of a create", () => {
  const INBOUND = ["create_origination_url"];
  const CREDENTIALS = ["create_credential_list", "create_credential", "link_credential_list"];
  const addresses = (count: number) => [
    "create_ip_access_control_list",
    ...Array.from({ length: count }, () => "create_ip_address"),
    "link_ip_access_control_list",
  ];
  const cases: [string, Partial<ProvisionWish>, string[]][] = [
    ["neither", { supportsInbound: false, supportsOutbound: false }, ["create_sip_trunk", "link_number"]],
    [
      "inbound",
      { supportsOutbound: false },
      [
        "create_sip_trunk",
        ...INBOUND,
        "link_number",
        "create_livekit_inbound_trunk",
        "create_livekit_dispatch_rule",
      ],
    ],
    [
      "outbound",
      { supportsInbound: false },
      ["create_sip_trunk", ...CREDENTIALS, "link_number", "create_livekit_outbound_trunk"],
    ],
    [
      "outbound from certain addresses",
      { supportsInbound: false, outboundTrunk: { allowed_addresses: ["192.0.2.1", "198.51.100.0/24"] } },
      ["create_sip_trunk", ...CREDENTIALS, ...addresses(2), "link_number", "create_livekit_outbound_trunk"],
    ],
    [
      "both",
      { outboundTrunk: { allowed_addresses: ["192.0.2.1"] } },
      [
        "create_sip_trunk",
        ...INBOUND,
        ...CREDENTIALS,
        ...addresses(1),
        "link_number",
        "create_livekit_inbound_trunk",
        "create_livekit_outbound_trunk",
        "create_livekit_dispatch_rule",
      ],
    ],
  ];
  it.each(cases)("is in the order of product.md for %s", (_what, changes, expected) => {
    expect(actions(changes)).toEqual(expected);
  });

  it("makes nothing before what it is made on, or names", () => {
    const order = actions({ outboundTrunk: { allowed_addresses: ["192.0.2.1"] } });
    for (const [index, action] of order.entries())
      for (const needed of [madeOn(action), namedBy(action)])
        if (needed !== null) expect(order.indexOf(needed)).toBeLessThan(index);
  });

  it("gives every thing a name of its own, by which a lost answer is found", () => {
    const names = plan({ outboundTrunk: { allowed_addresses: ["192.0.2.1", "192.0.2.2"] } }).map(
      ({ name }) => name,
    );
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(isProvisionName(name)).toBe(true);
    // Twilio's friendly names hold 64 characters.
    for (const name of names) expect(name.length).toBeLessThanOrEqual(64);
  });

  it("reserves a termination domain for outbound calls only", () => {
    expect(stepOf("create_sip_trunk")).toMatchObject({ domainName: "lm-0123abcdef.pstn.twilio.com" });
    expect(stepOf("create_sip_trunk", { supportsOutbound: false })).toMatchObject({ domainName: null });
  });

  it("uses the same user name at Twilio and at LiveKit: the given one, or the drawn one", () => {
    const given = { outboundTrunk: { username: "given" } };
    for (const [changes, username] of [
      [{}, "drawn"],
      [given, "given"],
    ] as const) {
      expect(stepOf("create_credential", changes)).toMatchObject({ username });
      expect(stepOf("create_livekit_outbound_trunk", changes)).toMatchObject({ username });
    }
  });

  it("reads addresses with and without a prefix length", () => {
    const networks = { outboundTrunk: { allowed_addresses: ["192.0.2.1", "198.51.100.0/24"] } };
    expect(plan(networks).filter(({ action }) => action === "create_ip_address")).toMatchObject([
      { ipAddress: "192.0.2.1", prefixLength: null },
      { ipAddress: "198.51.100.0", prefixLength: 24 },
    ]);
  });

  it("passes on who may call in, how calls go out, and the headers", () => {
    const inboundTrunk = {
      allowed_addresses: ["203.0.113.1"],
      allowed_numbers: ["+1415"],
      media_encryption: "allowed",
    };
    expect(stepOf("create_livekit_inbound_trunk", { inboundTrunk })).toMatchObject({
      allowedAddresses: ["203.0.113.1"],
      allowedNumbers: ["+1415"],
      mediaEncryption: "allowed",
    });
    const outboundTrunk = { transport: "tcp", headers: { "X-Team": "a" }, media_encryption: "disabled" };
    expect(stepOf("create_livekit_outbound_trunk", { outboundTrunk })).toMatchObject({
      transport: "tcp",
      headers: { "X-Team": "a" },
      mediaEncryption: "disabled",
    });
  });

  it("makes the whole trunk secure where one direction requires encryption", () => {
    const required = { inboundTrunk: { media_encryption: "required" } };
    expect(stepOf("create_sip_trunk")).toMatchObject({ secure: false });
    expect(stepOf("create_sip_trunk", required)).toMatchObject({ secure: true });
    expect(stepOf("create_origination_url", required)).toMatchObject({
      sipUri: "sip:demo.sip.livekit.cloud;transport=tls",
    });
    expect(stepOf("create_livekit_outbound_trunk", required)).toMatchObject({ transport: "tls" });
    // What is asked for a direction that is not wanted says nothing.
    expect(stepOf("create_sip_trunk", { ...required, supportsInbound: false })).toMatchObject({
      secure: false,
    });
  });
});

describe("what is wrong with a wish", () => {
  it("is nothing where all is there", () => {
    expect(provisionFaults(WISH)).toEqual({});
  });
  it("names the variable that inbound calls need", () => {
    expect(provisionFaults({ ...WISH, sipUri: null })).toEqual({
      supports_inbound: [expect.stringContaining("LIVEKIT_SIP_URI")],
    });
    expect(provisionFaults({ ...WISH, sipUri: null, supportsInbound: false })).toEqual({});
  });
  it("names addresses that Twilio does not take, and a user name that is too long", () => {
    const outboundTrunk = { allowed_addresses: ["192.0.2.1", "2001:db8::/32"], username: "x".repeat(33) };
    expect(provisionFaults({ ...WISH, outboundTrunk })).toEqual({
      "outbound_trunk.allowed_addresses": [expect.stringContaining("2001:db8::/32")],
      "outbound_trunk.username": [expect.stringContaining("32")],
    });
    expect(provisionFaults({ ...WISH, outboundTrunk, supportsOutbound: false })).toEqual({});
  });
});
