import { InvalidInput, ProviderError } from "../../domain/errors.ts";
import { provisionFault } from "../../domain/provision-failure.ts";
import type { Deps } from "../deps.ts";
import type { TelephonyAccess } from "../ports/providers.ts";
import type { TimeBudget } from "../time-budget.ts";
import { askUntilSure } from "./ask-until-sure.ts";

/**
 * The id of the number in the carrier's account. Throws InvalidInput, before anything was made: the account does not have
 * it, it belongs to another trunk, the credentials are refused.
 */
export async function checkCarrierNumber(
  deps: Pick<Deps, "provisioning" | "clock" | "ids">,
  access: TelephonyAccess,
  phoneNumber: string,
  budget: TimeBudget,
): Promise<string> {
  const number = await askUntilSure(deps, budget, () =>
    deps.provisioning.telephony.findNumber(access, phoneNumber, budget.call()),
  ).catch((error: unknown) => {
    if (!(error instanceof ProviderError)) throw error;
    const { field, text } = provisionFault(null, error);
    throw new InvalidInput({ [field]: [text] });
  });
  if (number === null)
    throw new InvalidInput({ phone_number: [`is not in Twilio account ${access.accountSid}`] });
  if (number.trunkSid !== null)
    throw new InvalidInput({
      phone_number: [
        `is linked to trunk ${number.trunkSid} at Twilio: take it off that trunk first, or record it with its resources through POST /api/v2/phone_numbers/import`,
      ],
    });
  return number.sid;
}
