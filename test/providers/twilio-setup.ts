import type { ResourceKind, ResourceRef } from "../../src/domain/external-resource.ts";
import type { TeardownAction, TeardownStep } from "../../src/domain/teardown-plan.ts";
import type { TelephonyAccess, TelephonyProvider } from "../../src/operations/ports/providers.ts";
import type { TwilioOptions } from "../../src/providers/twilio/twilio-client.ts";
import { createTwilioProvider } from "../../src/providers/twilio/twilio-provider.ts";
import { createTwilioStandin, type TwilioStandin } from "../../standins/twilio/twilio-standin.ts";
import { sid } from "../support/factories.ts";

export const AC = sid("AC", "a");
export const TOKEN = "t0ken-that-must-never-be-seen";
export const BASIC = Buffer.from(`${AC}:${TOKEN}`).toString("base64");
export const ACCESS: TelephonyAccess = { accountSid: AC, authToken: TOKEN, region: "us1" };
export const LIMITS = { timeoutMs: 5_000 };

export interface TwilioSetup {
  standin: TwilioStandin;
  twilio: TelephonyProvider;
}

/** A stand-in with one active account, and the real provider in front of it. */
export async function setUpTwilio(options: TwilioOptions = {}): Promise<TwilioSetup> {
  const standin = await createTwilioStandin({ accounts: [{ sid: AC, authToken: TOKEN }] });
  return { standin, twilio: createTwilioProvider({ apiUrl: standin.url, ...options }) };
}

export const refTo = (
  kind: ResourceKind,
  resourceSid: string,
  parentSid: string | null = null,
): ResourceRef => ({ kind, sid: resourceSid, parentSid });

export const stepFor = (
  action: TeardownAction,
  ref: ResourceRef,
  trunkSid: string | null = null,
): TeardownStep => ({ id: `${action} ${ref.sid}`, action, ref, trunkSid, after: [] });

/** One of everything that hangs on a number, seeded, with references to it. */
export function seedNumber({ seed }: TwilioStandin, phoneNumber = "+14155551234") {
  const trunk = seed.trunk(AC);
  const number = seed.phoneNumber(AC, phoneNumber);
  const credentialList = seed.credentialList(AC);
  const addressList = seed.ipAccessControlList(AC);
  const policy = seed.connectionPolicy(AC);
  const url = seed.originationUrl(trunk);
  for (const member of [number, credentialList, addressList]) seed.trunkLink(trunk, member);
  const refs = {
    trunk: refTo("twilio_sip_trunk", trunk),
    url: refTo("twilio_origination_url", url, trunk),
    number: refTo("twilio_trunk_number", number, trunk),
    credentialList: refTo("twilio_credential_list", credentialList),
    addressList: refTo("twilio_ip_access_control_list", addressList),
    policy: refTo("twilio_connection_policy", policy),
  };
  return { trunk, refs };
}
