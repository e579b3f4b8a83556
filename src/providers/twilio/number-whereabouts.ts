import type { ResourceRef } from "../../domain/external-resource.ts";
import type { TwilioClient } from "./twilio-client.ts";
import { TwilioNotFound } from "./twilio-error.ts";

/**
 * Where a number is that its trunk does not carry (any more), in plain words for the person who wonders (telephony.md 6, cases
 * 25 and 26). Null where that cannot be told: it is news, not proof, so that no failure of this look matters.
 */
export async function whereaboutsOf(
  client: TwilioClient,
  { sid, parentSid }: ResourceRef,
): Promise<string | null> {
  try {
    const number = await client.api.v2010.accounts(client.accountSid).incomingPhoneNumbers(sid).fetch();
    if (number.sid !== sid || !number.trunkSid || number.trunkSid === parentSid) return null;
    return `the number is attached to trunk ${number.trunkSid} now, which is left alone`;
  } catch (error) {
    if (!(error instanceof TwilioNotFound)) return null;
    return "the number is not in this account any more: it was released, ported out or moved to another account";
  }
}
