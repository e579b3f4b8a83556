import twilio from "twilio";
import { ProviderError } from "../../domain/errors.ts";
import { isTwilioSid, sidForm } from "../../domain/sid.ts";
import { TWILIO_REGIONS } from "../../domain/twilio-region.ts";
import type { CallLimits, TelephonyAccess } from "../../operations/ports/providers.ts";
import { beforeDeadline, deadlineOf } from "../deadline.ts";
import { createAccountLimits } from "./account-limits.ts";
import { failureOf, refusalOf } from "./twilio-error.ts";
import { hostOptionsOf, rewriterTo } from "./twilio-hosts.ts";

export type TwilioClient = InstanceType<typeof twilio.Twilio>;
/** Opens a client for one call of the port. */
export type OpenTwilio = (access: TelephonyAccess, limits: CallLimits) => TwilioClient;
type Transport = InstanceType<typeof twilio.RequestClient>;

export interface TwilioOptions {
  /** Replaces the origin of every call; its path becomes a prefix. Paths tell the product, so one origin serves all. */
  apiUrl?: string;
  /** Twilio limits concurrency by account (20429). Default 4. */
  maxInFlightPerAccount?: number;
  /** When a scan began, by the same clock as its callers'. Default: the system's. */
  now?: () => Date;
}

/** The longest that a socket may be silent, whatever a call's own limit is. */
const SOCKET_TIMEOUT_MS = 30_000;
/** No single request may take longer, also where all requests of a call together may (texts.md: "did not answer in 10 s"). */
const LONGEST_REQUEST_MS = 10_000;

/**
 * Opens a client of Twilio's SDK for one call of the port: all requests through it end within `limits` together, waiting for
 * a slot of the account included. Whatever is not a 2xx comes out as ProviderError, so that no header and no AxiosError ever
 * leaves. One transport holds the sockets of all clients; a client is cheap and keeps nothing.
 *
 * The environment: TWILIO_REGION, TWILIO_EDGE and TWILIO_ACCOUNT_SID/AUTH_TOKEN have no effect, since everything is given.
 * HTTP_PROXY (for https calls) and TWILIO_CA_BUNDLE are read by the SDK when this function runs (RequestClient.js).
 */
export function createTwilioClients(options: TwilioOptions): OpenTwilio {
  const transport = new twilio.RequestClient({ autoRetry: false, timeout: SOCKET_TIMEOUT_MS });
  const accounts = createAccountLimits(options.maxInFlightPerAccount ?? 4);
  const route = rewriterTo(options.apiUrl);

  return (access, limits) => {
    const { accountSid, authToken } = access;
    const hostOptions = hostOptionsOf(access.region);
    if (hostOptions === null)
      throw unusable(`The recorded Twilio region is not one of ${TWILIO_REGIONS.join(", ")}`);
    if (!isTwilioSid("account", accountSid))
      throw unusable(`The recorded Twilio account id is not ${sidForm("account")}`);

    const deadline = deadlineOf(limits);
    const timeout = Math.min(LONGEST_REQUEST_MS, Math.max(1, Math.ceil(limits.timeoutMs))); // 0 would mean none
    const secrets = [authToken, Buffer.from(`${accountSid}:${authToken}`).toString("base64")];

    const request: Transport["request"] = async (asked) => {
      const send = () => {
        deadline.throwIfAborted(); // its caller has given up in the queue
        return transport.request({ ...asked, uri: route(asked.uri), timeout });
      };
      const answer = await beforeDeadline(deadline, accounts.of(accountSid)(send)).catch((error: unknown) => {
        throw failureOf(error);
      });
      // The SDK takes a redirect for a successful fetch, and keeps no header of a refusal (Version.js, RestException.js).
      if (answer.statusCode < 200 || answer.statusCode > 299) throw refusalOf(answer, secrets);
      return answer;
    };
    return twilio(accountSid, authToken, {
      ...hostOptions,
      autoRetry: false,
      // The SDK's client calls nothing else of its transport (BaseTwilio.js).
      httpClient: { request } as Transport,
    });
  };
}

function unusable(message: string): ProviderError {
  return new ProviderError({ provider: "twilio", kind: "invalid_id", message });
}
