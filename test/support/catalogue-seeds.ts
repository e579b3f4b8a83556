import type { LivekitStandin } from "../../standins/livekit/livekit-standin.ts";
import type { TwilioStandin } from "../../standins/twilio/twilio-standin.ts";

/** The ids of everything that one number owns outside. */
export interface Owned {
  phoneNumber: string;
  number: string;
  trunk: string;
  originationUrl: string;
  credentialList: string;
  addressList: string;
  policy: string;
  inbound: string;
  rule: string;
}

let seededNumbers = 0;

/** A phone number that no other test has. */
export function aPhoneNumber(): string {
  seededNumbers += 1;
  return `+1415555${String(seededNumbers).padStart(4, "0")}`;
}

/** One of everything for a number, at Twilio (in that account) and at LiveKit. */
export function seedOwned(twilio: TwilioStandin, livekit: LivekitStandin, accountSid: string): Owned {
  const { seed } = twilio;
  const phoneNumber = aPhoneNumber();
  const trunk = seed.trunk(accountSid);
  const number = seed.phoneNumber(accountSid, phoneNumber);
  const credentialList = seed.credentialList(accountSid);
  const addressList = seed.ipAccessControlList(accountSid);
  for (const member of [number, credentialList, addressList]) seed.trunkLink(trunk, member);
  const inbound = livekit.seed.inboundTrunk({ numbers: [phoneNumber] });
  return {
    phoneNumber,
    number,
    trunk,
    originationUrl: seed.originationUrl(trunk),
    credentialList,
    addressList,
    policy: seed.connectionPolicy(accountSid),
    inbound,
    rule: livekit.seed.dispatchRule({ trunk_ids: [inbound] }),
  };
}

/** What a person does in the consoles: removes everything that the number owns, except what is named. */
export function cleanUpByHand(
  { twilio, livekit }: { twilio: TwilioStandin; livekit: LivekitStandin },
  owned: Owned,
  except: readonly string[] = [],
): void {
  const { trunk, credentialList, addressList, policy, rule, inbound } = owned;
  for (const sid of [trunk, credentialList, addressList, policy])
    if (!except.includes(sid)) twilio.removeByHand(sid);
  for (const id of [rule, inbound]) if (!except.includes(id)) livekit.removeByHand(id);
}
