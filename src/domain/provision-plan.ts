import type { Json } from "./phone-number.ts";
import {
  type InboundSettings,
  inboundSettings,
  type MediaEncryption,
  type OutboundSettings,
  outboundSettings,
  type SipTransport,
} from "./trunk-settings.ts";

/**
 * One thing to make for a number. `name` is unique to this create of this number and says whose it is: an answer that was
 * lost is looked for by it (telephony.md 1.4).
 */
export type ProvisionStep = { name: string } & (
  | { action: "create_sip_trunk"; domainName: string | null; secure: boolean }
  | { action: "create_origination_url"; sipUri: string }
  | { action: "create_credential_list" }
  | { action: "create_credential"; username: string }
  | { action: "link_credential_list" }
  | { action: "create_ip_access_control_list" }
  | { action: "create_ip_address"; ipAddress: string; prefixLength: number | null }
  | { action: "link_ip_access_control_list" }
  | { action: "link_number" }
  | {
      action: "create_livekit_inbound_trunk";
      allowedAddresses: string[];
      allowedNumbers: string[];
      mediaEncryption: MediaEncryption | null;
    }
  | {
      action: "create_livekit_outbound_trunk";
      username: string;
      transport: SipTransport;
      mediaEncryption: MediaEncryption | null;
      headers: Record<string, string>;
    }
  | { action: "create_livekit_dispatch_rule"; roomPrefix: string }
);

export type ProvisionAction = ProvisionStep["action"];

/** What a thing is made on, by the action that makes that. */
const MADE_ON: Partial<Record<ProvisionAction, ProvisionAction>> = {
  create_origination_url: "create_sip_trunk",
  create_credential: "create_credential_list",
  link_credential_list: "create_sip_trunk",
  create_ip_address: "create_ip_access_control_list",
  link_ip_access_control_list: "create_sip_trunk",
  link_number: "create_sip_trunk",
};

/** What a link links besides the trunk, and the trunk that a dispatch rule serves. */
const NAMES: Partial<Record<ProvisionAction, ProvisionAction>> = {
  link_credential_list: "create_credential_list",
  link_ip_access_control_list: "create_ip_access_control_list",
  create_livekit_dispatch_rule: "create_livekit_inbound_trunk",
};

export function madeOn(action: ProvisionAction): ProvisionAction | null {
  return MADE_ON[action] ?? null;
}

export function namedBy(action: ProvisionAction): ProvisionAction | null {
  return NAMES[action] ?? null;
}

/** What is asked for, and what was drawn for it. */
export interface ProvisionWish {
  phoneNumber: string;
  supportsInbound: boolean;
  supportsOutbound: boolean;
  inboundTrunk: Json;
  outboundTrunk: Json;
  /** `LIVEKIT_SIP_URI`: where Twilio sends calls to. */
  sipUri: string | null;
  /** `lm-<number id>-<nonce>`: every name begins with it. */
  namePrefix: string;
  domainNonce: string;
  /** For outbound calls, where the request names none. */
  username: string;
}

/** Twilio's longest user name of a credential (its error 21240). */
const LONGEST_USERNAME = 32;

/** The address that a trunk reserves at Twilio, and that outbound calls are sent to (product.md 8). */
export function terminationDomain(nonce: string): string {
  return `lm-${nonce}.pstn.twilio.com`;
}

/** What is wrong with a wish before anything is made, by field; {} where nothing is. */
export function provisionFaults(
  wish: Pick<ProvisionWish, "supportsInbound" | "supportsOutbound" | "outboundTrunk" | "sipUri">,
): Record<string, string[]> {
  const faults: Record<string, string[]> = {};
  if (wish.supportsInbound && wish.sipUri === null)
    faults["supports_inbound"] = [
      "cannot be set up: LIVEKIT_SIP_URI is not set, so nobody knows where Twilio should send calls to",
    ];
  if (!wish.supportsOutbound) return faults;
  const { allowedAddresses, username } = outboundSettings(wish.outboundTrunk);
  const sixes = allowedAddresses.filter((address) => address.includes(":"));
  if (sixes.length > 0)
    faults["outbound_trunk.allowed_addresses"] = [
      `must be IPv4, Twilio's access control lists take nothing else: ${sixes.join(", ")}`,
    ];
  if (username !== null && username.length > LONGEST_USERNAME)
    faults["outbound_trunk.username"] = [
      `must not be longer than ${LONGEST_USERNAME} characters, as Twilio has it`,
    ];
  return faults;
}

/** The steps that set a number up, in the order of product.md section 8. */
export function planProvisioning(wish: ProvisionWish): ProvisionStep[] {
  const { supportsInbound, supportsOutbound } = wish;
  const name = (what: string) => `${wish.namePrefix}-${what}`;
  const inbound = inboundSettings(wish.inboundTrunk);
  const outbound = outboundSettings(wish.outboundTrunk);
  const username = outbound.username ?? wish.username;
  const encryptions = [
    supportsInbound && inbound.mediaEncryption,
    supportsOutbound && outbound.mediaEncryption,
  ];
  // Twilio speaks SRTP on a secure trunk only, and then in both directions and over TLS.
  const secure = encryptions.includes("required");

  const steps: ProvisionStep[] = [
    {
      action: "create_sip_trunk",
      name: name("trunk"),
      domainName: supportsOutbound ? terminationDomain(wish.domainNonce) : null,
      secure,
    },
  ];
  if (supportsInbound && wish.sipUri !== null)
    steps.push({
      action: "create_origination_url",
      name: name("origination"),
      sipUri: overTls(wish.sipUri, secure),
    });
  if (supportsOutbound) steps.push(...carrierAccess(outbound, username, name));
  steps.push({ action: "link_number", name: name("number-link") });
  if (supportsInbound) steps.push(inboundTrunk(inbound, name));
  if (supportsOutbound) steps.push(outboundTrunk(outbound, { username, secure }, name));
  // Rooms are named by their prefix and the caller: LiveKit adds a random part itself.
  if (supportsInbound)
    steps.push({ action: "create_livekit_dispatch_rule", name: name("rule"), roomPrefix: "call-" });
  return steps;
}

type Named = (what: string) => string;

/** What lets calls into Twilio: a credential, and the addresses that they must come from where there are any. */
function carrierAccess(outbound: OutboundSettings, username: string, name: Named): ProvisionStep[] {
  const steps: ProvisionStep[] = [
    { action: "create_credential_list", name: name("credentials") },
    { action: "create_credential", name: name("credential"), username },
    { action: "link_credential_list", name: name("credentials-link") },
  ];
  if (outbound.allowedAddresses.length === 0) return steps;
  steps.push({ action: "create_ip_access_control_list", name: name("addresses") });
  for (const [index, network] of outbound.allowedAddresses.entries()) {
    const [ipAddress = "", prefix] = network.split("/");
    steps.push({
      action: "create_ip_address",
      name: name(`address-${index + 1}`),
      ipAddress,
      prefixLength: prefix === undefined ? null : Number(prefix),
    });
  }
  steps.push({ action: "link_ip_access_control_list", name: name("addresses-link") });
  return steps;
}

function inboundTrunk(inbound: InboundSettings, name: Named): ProvisionStep {
  const { allowedAddresses, allowedNumbers, mediaEncryption } = inbound;
  return {
    action: "create_livekit_inbound_trunk",
    name: name("inbound"),
    allowedAddresses,
    allowedNumbers,
    mediaEncryption,
  };
}

function outboundTrunk(
  { transport, mediaEncryption, headers }: OutboundSettings,
  { username, secure }: { username: string; secure: boolean },
  name: Named,
): ProvisionStep {
  const asked = transport ?? "auto";
  return {
    action: "create_livekit_outbound_trunk",
    name: name("outbound"),
    username,
    transport: secure && asked === "auto" ? "tls" : asked,
    mediaEncryption,
    headers,
  };
}

function overTls(sipUri: string, secure: boolean): string {
  return secure && !/;transport=/i.test(sipUri) ? `${sipUri};transport=tls` : sipUri;
}
