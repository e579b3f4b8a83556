import { ProviderError } from "../../domain/errors.ts";
import { isTwilioSid } from "../../domain/sid.ts";
import type { TelephonyProvisioner } from "../../operations/ports/provisioning.ts";
import type { OpenTwilio } from "./twilio-client.ts";
import { createAtTwilio, findAtTwilio } from "./twilio-creations.ts";
import { twilioErrorOf, unexpectedTwilio } from "./twilio-error.ts";

/** Makes things at Twilio, through the same clients (and the same limits by account) as everything else there. */
export function createTwilioProvisioner(openClient: OpenTwilio): TelephonyProvisioner {
  return {
    findNumber: (access, phoneNumber, limits) =>
      translated(null, async () => {
        const account = openClient(access, limits).api.v2010.accounts(access.accountSid);
        const listed = await account.incomingPhoneNumbers.list({ phoneNumber, pageSize: 1000 });
        // The filter also matches numbers that only contain this one (telephony.md, IncomingPhoneNumbers).
        const number = listed.find((candidate) => candidate.phoneNumber === phoneNumber);
        if (number === undefined) return null;
        const { sid, trunkSid } = number;
        if (!isTwilioSid("phone_number", sid))
          throw unexpectedTwilio("Twilio gave the number without its id");
        return { sid, trunkSid: trunkSid ? trunkSid : null };
      }),

    create: (access, creation, limits) =>
      translated(creation.password, () => createAtTwilio(openClient(access, limits), creation)),

    find: (access, lookup, limits) =>
      translated(null, () => findAtTwilio(openClient(access, limits), lookup)),
  };
}

async function translated<T>(secret: string | null, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw withoutSecret(twilioErrorOf(error), secret);
  }
}

/** A refusal may quote what was sent. */
function withoutSecret(error: ProviderError, secret: string | null): ProviderError {
  if (secret === null || !error.message.includes(secret)) return error;
  const { provider, kind, providerCode, requestId, retryAfterMs } = error;
  const message = error.message.replaceAll(secret, "[hidden]");
  return new ProviderError({ provider, kind, message, providerCode, requestId, retryAfterMs });
}
