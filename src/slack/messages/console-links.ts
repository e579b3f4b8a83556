import {
  type ConsoleTemplates,
  fillTemplate,
  hasPlaceholder,
  type Placeholder,
} from "../../domain/console-template.ts";
import {
  type ExternalResource,
  isSettled,
  providerOf,
  type ResourceKind,
  type ResourceRef,
} from "../../domain/external-resource.ts";
import type { PhoneNumber } from "../../domain/phone-number.ts";
import { isAddressable, isTwilioSid } from "../../domain/sid.ts";
import { link } from "./mrkdwn.ts";

type Account = Pick<PhoneNumber, "twilioAccountSid" | "twilioRegion" | "livekitHost">;

/** Where a person can look at a resource, in mrkdwn, saying what the link opens; null where no console is known. */
export type ConsoleLinks = (ref: ResourceRef, account: Account | null) => string | null;

/** Said once for all the links of open resources, whose labels say which of them open a list; nothing where there are none. */
export function listHint(
  resources: readonly ExternalResource[],
  account: Account | null,
  consoleLinks: ConsoleLinks,
): string[] {
  const linked = resources.some((one) => !isSettled(one) && consoleLinks(one, account) !== null);
  return linked ? ["where a link opens a list, search there for the id"] : [];
}

/** Twilio's documented redirector; `__account__` is its own placeholder for the account one is logged in to. */
const TWILIO = "https://1console.twilio.com/go?to=/account/__account__/us1";
/** `p_` stands for the current project in LiveKit's own documentation. */
const LIVEKIT_CLOUD = "https://cloud.livekit.io/projects/p_";

/** Lists only: no console documents an address for one trunk or one list (telephony.md 2). */
const LISTS: Record<ResourceKind, string> = {
  twilio_sip_trunk: `${TWILIO}/sip-trunking/manage/trunks`,
  twilio_origination_url: `${TWILIO}/sip-trunking/manage/trunks`,
  twilio_trunk_number: `${TWILIO}/sip-trunking/manage/trunks`,
  twilio_credential_list: `${TWILIO}/voice/sip-domains/credential-lists`,
  twilio_ip_access_control_list: `${TWILIO}/voice/sip-domains/ip-access-control-lists`,
  twilio_connection_policy: `${TWILIO}/voice/byoc-trunks/trunks`,
  livekit_inbound_trunk: `${LIVEKIT_CLOUD}/telephony/config`,
  livekit_outbound_trunk: `${LIVEKIT_CLOUD}/telephony/config`,
  livekit_dispatch_rule: `${LIVEKIT_CLOUD}/telephony/dispatch`,
};

/** What a link opens: a list, or the one thing. */
const OPENS: Record<ResourceKind, { list: string; one: string }> = {
  twilio_sip_trunk: { list: "SIP trunks in Twilio", one: "this SIP trunk in Twilio" },
  twilio_origination_url: { list: "SIP trunks in Twilio", one: "this origination URL in Twilio" },
  twilio_trunk_number: { list: "SIP trunks in Twilio", one: "this number in Twilio" },
  twilio_credential_list: { list: "credential lists in Twilio", one: "this credential list in Twilio" },
  twilio_ip_access_control_list: {
    list: "IP access control lists in Twilio",
    one: "this IP access control list in Twilio",
  },
  twilio_connection_policy: { list: "BYOC trunks in Twilio", one: "this connection policy in Twilio" },
  livekit_inbound_trunk: { list: "trunks in LiveKit", one: "this trunk in LiveKit" },
  livekit_outbound_trunk: { list: "trunks in LiveKit", one: "this trunk in LiveKit" },
  livekit_dispatch_rule: { list: "dispatch rules in LiveKit", one: "this dispatch rule in LiveKit" },
};

/**
 * Links by kind: CONSOLE_LINKS where it names the kind (it is taken at its word for every region and host), else the
 * documented lists. What does not fit gives no link rather than a broken one.
 */
export function createConsoleLinks(templates: ConsoleTemplates): ConsoleLinks {
  return (ref, account) => {
    const template = templates[ref.kind];
    if (template === undefined) return documentedLink(ref, account);
    return template === null ? null : linkTo(template, ref, account);
  };
}

/** Twilio's lists are documented for the region us1 only: for others the console's front page. LiveKit's for its Cloud. */
function documentedLink(ref: ResourceRef, account: Account | null): string | null {
  if (providerOf(ref.kind) === "livekit")
    return isLivekitCloud(account?.livekitHost ?? null) ? linkTo(LISTS[ref.kind], ref, account) : null;
  const region = account?.twilioRegion ?? "us1";
  if (region === "us1") return linkTo(LISTS[ref.kind], ref, account);
  return `${link("https://console.twilio.com/", "open the Twilio console")} (choose region ${isRegion(region) ? region : "of the account"})`;
}

function linkTo(template: string, ref: ResourceRef, account: Account | null): string | null {
  const url = fillTemplate(template, valuesOf(ref, account));
  if (url === null) return null;
  const { list, one } = OPENS[ref.kind];
  if (hasPlaceholder(template, "sid")) return link(url, `open ${one}`);
  if (hasPlaceholder(template, "parent_sid")) return link(url, "open its SIP trunk in Twilio");
  const trunkSid = trunkOf(ref);
  return `${link(url, `open ${list}`)}${trunkSid === null ? "" : ` (it belongs to trunk \`${trunkSid}\`)`}`;
}

/** Null stands for what is not known, or has not the form that a console would understand. */
function valuesOf(ref: ResourceRef, account: Account | null): Record<Placeholder, string | null> {
  const accountSid = account?.twilioAccountSid ?? "";
  const region = account?.twilioRegion ?? "";
  return {
    sid: isAddressable(ref) ? ref.sid : null,
    parent_sid: trunkOf(ref),
    account_sid: isTwilioSid("account", accountSid) ? accountSid : null,
    region: isRegion(region) ? region : null,
  };
}

function trunkOf({ parentSid }: ResourceRef): string | null {
  return parentSid !== null && isTwilioSid("twilio_sip_trunk", parentSid) ? parentSid : null;
}

function isRegion(region: string): boolean {
  return /^[a-z]{2}\d$/.test(region);
}

function isLivekitCloud(host: string | null): boolean {
  return host !== null && /(^|[./])livekit\.cloud(:\d+)?\/?$/.test(host);
}
