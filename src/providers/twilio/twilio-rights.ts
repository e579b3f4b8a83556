import type { CallLimits, TelephonyAccess } from "../../operations/ports/providers.ts";
import { createTwilioClients, type TwilioOptions } from "./twilio-client.ts";
import { twilioErrorOf } from "./twilio-error.ts";

/** One item is enough to know that it may be read. */
const ONE = { pageSize: 1 };

/** Returns when the credentials may read trunks and credential lists; throws ProviderError. Two small calls. */
export async function proveTwilioRights(
  options: TwilioOptions,
  access: TelephonyAccess,
  limits: CallLimits,
): Promise<void> {
  const open = createTwilioClients(options);
  try {
    await open(access, limits).trunking.v1.trunks.page(ONE);
    await open(access, limits).api.v2010.accounts(access.accountSid).sip.credentialLists.page(ONE);
  } catch (error) {
    throw twilioErrorOf(error);
  }
}
