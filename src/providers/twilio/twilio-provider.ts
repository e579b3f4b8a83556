import { ProviderError } from "../../domain/errors.ts";
import type { TelephonyProvider } from "../../operations/ports/providers.ts";
import type { TelephonyProvisioner } from "../../operations/ports/provisioning.ts";
import { scanAccount } from "./account-scan.ts";
import { whereaboutsOf } from "./number-whereabouts.ts";
import { createScanCache } from "./scan-cache.ts";
import { namingSubdomains } from "./subdomain-trunks.ts";
import { createTwilioClients, type TwilioOptions } from "./twilio-client.ts";
import { requestIdOf, TwilioNotFound, twilioErrorOf, unexpectedTwilio } from "./twilio-error.ts";
import { everyItem } from "./twilio-lists.ts";
import { createTwilioProvisioner } from "./twilio-provisioner.ts";
import { requireTrunkSid, resourceAt, targetOf } from "./twilio-resources.ts";

/** A hundred trunks and as many SIP domains (Twilio's limits) are some seven hundred calls. */
const SCAN_BUDGET_MS = 60_000;

const NOT_THERE = "404 with code 20404";

/**
 * Twilio as the carrier side. `limits.timeoutMs` is for the whole call of a method, all its requests together. Nothing is
 * tried twice here: after an ambiguous answer it is for the caller to look again (telephony.md 1.4).
 */
export function createTwilioProvider(options: TwilioOptions = {}): TelephonyProvider & TelephonyProvisioner {
  const openClient = createTwilioClients(options);
  return {
    ...createTwilioProvisioner(openClient),

    proveAccount: (access, limits) =>
      translated(async () => {
        const client = openClient(access, limits);
        const { accountSid, region } = access;
        // The answer holds the account's auth token: nothing but sid and status is looked at.
        const { body, headers } = await client.api.v2010.accounts(accountSid).fetchWithHttpInfo();
        const requestId = requestIdOf(headers);
        requireSame(body.sid, accountSid, requestId);
        const status: string = body.status;
        if (status === "active")
          return `Twilio account ${accountSid} is active and accepted the credentials (region ${region})`;
        if (status !== "suspended" && status !== "closed")
          throw unexpectedTwilio(`Twilio did not say whether account ${accountSid} is active`, requestId);
        throw new ProviderError({
          provider: "twilio",
          kind: "account_inactive",
          message: `Twilio account ${accountSid} is ${status}`,
          requestId,
        });
      }),

    sight: (access, ref, limits) =>
      translated(async () => {
        try {
          const asked = resourceAt(openClient(access, limits), ref);
          const { body, statusCode, headers } = await asked.fetchWithHttpInfo();
          const requestId = requestIdOf(headers);
          requireSame(body.sid, ref.sid, requestId);
          // A name that is no text is none: the resource is there all the same.
          const name = typeof body.friendlyName === "string" ? { name: body.friendlyName } : {};
          return { seen: "present", how: `Twilio GET, ${statusCode}`, requestId, ...name };
        } catch (error) {
          if (!(error instanceof TwilioNotFound)) throw error;
          const { providerCode, requestId } = error;
          const isLink = ref.kind === "twilio_trunk_number";
          const news = isLink ? await whereaboutsOf(openClient(access, limits), ref) : null;
          const absent = {
            seen: "absent",
            how: `Twilio GET, ${NOT_THERE}`,
            providerCode,
            requestId,
          } as const;
          return news === null ? absent : { ...absent, news };
        }
      }),

    perform: (access, step, limits) =>
      translated(async () => {
        try {
          const target = targetOf(openClient(access, limits), step);
          const { statusCode, headers } = await target.removeWithHttpInfo();
          const requestId = requestIdOf(headers);
          // Twilio's deletes answer 204 and nothing else (its OpenAPI specs); the SDK takes any 2xx, a proxy's page too.
          if (statusCode !== 204)
            throw unexpectedTwilio(`Twilio answered a DELETE with HTTP ${statusCode}`, requestId);
          return { answer: "removed", how: "Twilio DELETE, 204", requestId };
        } catch (error) {
          if (!(error instanceof TwilioNotFound))
            throw await namingSubdomains(openClient(access, limits), step.ref.sid, twilioErrorOf(error));
          return { answer: "already_gone", how: `Twilio DELETE, ${NOT_THERE}`, requestId: error.requestId };
        }
      }),

    numbersOnTrunk: (access, trunkSid, limits) =>
      translated(async () => {
        const trunk = openClient(access, limits).trunking.v1.trunks(requireTrunkSid(trunkSid));
        const numbers = await everyItem(trunk.phoneNumbers);
        return numbers.map(({ sid, phoneNumber }) => ({ sid, phoneNumber }));
      }),

    originationUrlsOf: (access, trunkSid, limits) =>
      translated(async () => {
        const trunk = openClient(access, limits).trunking.v1.trunks(requireTrunkSid(trunkSid));
        return (await everyItem(trunk.originationUrls)).map(({ sid }) => sid);
      }),

    scanAccount: createScanCache({
      now: options.now ?? (() => new Date()),
      scan: (access, part, findings) =>
        scanAccount(() => openClient(access, { timeoutMs: SCAN_BUDGET_MS }), part, findings),
    }),
  };
}

async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw twilioErrorOf(error);
  }
}

/** An answer about something else proves nothing about what was asked for (telephony.md 1.2). */
function requireSame(answered: string, asked: string, requestId: string | null): void {
  if (answered !== asked)
    throw unexpectedTwilio(`Twilio was asked for ${asked} and answered without it`, requestId);
}
