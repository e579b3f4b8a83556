import { providerOf, type ResourceKind, type ResourceRef } from "../../domain/external-resource.ts";
import type { PhoneNumber } from "../../domain/phone-number.ts";
import { link } from "./mrkdwn.ts";

type Account = Pick<PhoneNumber, "twilioRegion" | "livekitHost">;

/** Twilio's documented redirector; `__account__` is its own placeholder for the account one is logged in to. */
const TWILIO = "https://1console.twilio.com/go?to=/account/__account__/us1";
/** `p_` stands for the current project in LiveKit's own documentation. */
const LIVEKIT_CLOUD = "https://cloud.livekit.io/projects/p_";

/** Lists only: no console documents an address for one trunk or one list (telephony.md 2). */
const LISTS: Record<ResourceKind, { url: string; opens: string }> = {
  twilio_sip_trunk: { url: `${TWILIO}/sip-trunking/manage/trunks`, opens: "SIP trunks in Twilio" },
  twilio_origination_url: { url: `${TWILIO}/sip-trunking/manage/trunks`, opens: "SIP trunks in Twilio" },
  twilio_trunk_number: { url: `${TWILIO}/sip-trunking/manage/trunks`, opens: "SIP trunks in Twilio" },
  twilio_credential_list: {
    url: `${TWILIO}/voice/sip-domains/credential-lists`,
    opens: "credential lists in Twilio",
  },
  twilio_ip_access_control_list: {
    url: `${TWILIO}/voice/sip-domains/ip-access-control-lists`,
    opens: "IP access control lists in Twilio",
  },
  twilio_connection_policy: { url: `${TWILIO}/voice/byoc-trunks/trunks`, opens: "BYOC trunks in Twilio" },
  livekit_inbound_trunk: { url: `${LIVEKIT_CLOUD}/telephony/config`, opens: "trunks in LiveKit" },
  livekit_outbound_trunk: { url: `${LIVEKIT_CLOUD}/telephony/config`, opens: "trunks in LiveKit" },
  livekit_dispatch_rule: { url: `${LIVEKIT_CLOUD}/telephony/dispatch`, opens: "dispatch rules in LiveKit" },
};

/**
 * Where a person can look at a resource, in mrkdwn, saying what the link opens; null where no console is known (a LiveKit
 * server of one's own). Twilio's lists are documented for the region us1 only: for others the console's front page.
 */
export function consoleLink(
  ref: Pick<ResourceRef, "kind" | "parentSid">,
  account: Account | null,
): string | null {
  const { url, opens } = LISTS[ref.kind];
  if (providerOf(ref.kind) === "livekit")
    return isLivekitCloud(account?.livekitHost ?? null)
      ? `${link(url, `open ${opens}`)} (opens the list; search for the id)`
      : null;
  const region = account?.twilioRegion ?? "us1";
  if (region !== "us1")
    return `${link("https://console.twilio.com/", "open the Twilio console")} (choose region ${/^[a-z]{2}\d$/.test(region) ? region : "of the account"})`;
  const search =
    ref.parentSid === null ? "search for the SID" : `it belongs to trunk \`${safeSid(ref.parentSid)}\``;
  return `${link(url, `open ${opens}`)} (opens the list; ${search})`;
}

function isLivekitCloud(host: string | null): boolean {
  return host !== null && /(^|[./])livekit\.cloud(:\d+)?\/?$/.test(host);
}

function safeSid(sid: string): string {
  return /^[A-Za-z0-9_]{1,64}$/.test(sid) ? sid : "unknown";
}
