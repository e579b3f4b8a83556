import type { ProviderError } from "./errors.ts";
import { DOMAIN_HELD } from "./news.ts";
import type { ProvisionAction } from "./provision-plan.ts";
import { provisionWords } from "./provisioned-resource.ts";

type Failure = Pick<ProviderError, "kind" | "providerCode" | "message" | "provider">;

/** Twilio: the termination domain belongs to somebody else, or is kept back after a delete. */
const DOMAIN_TAKEN = "21248";
/** Twilio's validation of trunks: a domain that the account uses already, a list that is linked already. */
const TRUNK_VALIDATION = "21245";
/** Twilio: a friendly name, or a user name, that exists already. */
const NAME_TAKEN = ["21235", "21240"];

/**
 * True where nobody knows whether the thing was made: no answer, an error of the provider's own, or an answer that could not
 * be read. Every other refusal says that nothing was done; so does "too many requests" (telephony.md 1.4).
 */
export function isAnswerLost({ kind, providerCode }: Failure): boolean {
  if (kind === "timeout" || kind === "unavailable") return true;
  return kind === "unexpected" && (providerCode === null || /^[235]\d\d$/.test(providerCode));
}

/** True where the refusal may mean that the very thing exists: made by an earlier try, or by one that was thought lost. */
export function mayExistAlready({ kind, providerCode }: Failure): boolean {
  return (
    kind === "conflict" ||
    providerCode === "invalid_argument" ||
    NAME_TAKEN.some((code) => code === providerCode)
  );
}

/** True where another termination domain may do. */
export function isDomainTaken(action: ProvisionAction, { providerCode }: Failure): boolean {
  return (
    action === "create_sip_trunk" && (providerCode === DOMAIN_TAKEN || providerCode === TRUNK_VALIDATION)
  );
}

/** True where Twilio does not show yet what it has just made: it is asked again (telephony.md 6, case 31). */
export function isNotThereYet({ provider, providerCode }: Failure): boolean {
  return provider === "twilio" && providerCode === "20404";
}

/** The field of the request that a failure is told at, and what is told. `action` null: nothing was tried to be made yet. */
export function provisionFault(
  action: ProvisionAction | null,
  failure: Failure,
): { field: string; text: string } {
  const what = action === null ? "" : `${provisionWords(action)} could not be made: `;
  const held = failure.providerCode === DOMAIN_TAKEN ? `; the domain of a deleted trunk ${DOMAIN_HELD}` : "";
  return { field: fieldOf(action, failure), text: `${what}${failure.message}${held}` };
}

function fieldOf(action: ProvisionAction | null, failure: Failure): string {
  if (failure.provider === "livekit") return "base";
  if (failure.kind === "credentials" || failure.kind === "permission") return "twilio_auth_token";
  if (failure.kind === "account_inactive") return "twilio_account_sid";
  // The form of the account's id was checked before: what is left is a region that Twilio does not have.
  if (failure.kind === "invalid_id") return "twilio_region";
  if (action === null || isAnswerLost(failure) || failure.kind === "rate_limited") return "base";
  if (isDomainTaken(action, failure)) return "outbound_trunk.address";
  switch (action) {
    case "create_credential":
      return "outbound_trunk.username";
    case "create_ip_address":
      return "outbound_trunk.allowed_addresses";
    case "link_number":
      return "phone_number";
    default:
      return "base";
  }
}

const SET_UP_BROKE_OFF = "Setting the number up broke off";

/** What is recorded of a number whose setting up failed and whose parts could not all be taken down again. */
export function setUpFailure(why: string, then: string): string {
  return `${SET_UP_BROKE_OFF} (${why}), and ${then}`;
}

/** Whether a recorded message is one of these. */
export function isSetUpFailure(message: string | null): boolean {
  return message?.startsWith(SET_UP_BROKE_OFF) ?? false;
}
