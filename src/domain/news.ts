import type { ExternalResource } from "./external-resource.ts";
import type { PhoneNumber } from "./phone-number.ts";

/** What Twilio does with the termination domain of a deleted trunk (telephony.md 1.5, error 21248). */
export const DOMAIN_HELD = "stays reserved for up to 30 days";

/**
 * What a person should know of a resource beyond its state, in plain words; "" for nothing. `detail` holds it, while the
 * routine evidence of `gone` stands in `how`.
 */
export function newsOf(
  { kind, state, detail }: Pick<ExternalResource, "kind" | "state" | "detail">,
  number: Pick<PhoneNumber, "supportsOutbound"> | null,
): string {
  const hadDomain = kind === "twilio_sip_trunk" && state === "gone" && number?.supportsOutbound === true;
  return [detail, hadDomain ? `its termination domain ${DOMAIN_HELD}` : ""]
    .filter((part) => part !== "")
    .join("; ");
}
