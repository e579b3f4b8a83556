import type { PhoneNumber } from "../domain/phone-number.ts";
import type { CredentialVault, TelephonyAccess } from "../operations/ports/providers.ts";
import { CannotOpenSecret, type SealedSecret, type SecretBox } from "./secret-box.ts";

/** Where numbers of Twilio live that do not say. */
const DEFAULT_REGION = "us1";

/** A number's own auth token as it is stored, and the account that it was given for. */
export interface SealedToken extends SealedSecret {
  accountSid: string;
}

export interface VaultDeps {
  findToken(phoneNumberId: number): Promise<SealedToken | null>;
  secretBox: SecretBox;
  /** The account for numbers without credentials of their own (TWILIO_ACCOUNT_SID); null where none is configured. */
  installation: { accountSid: string; authToken: string } | null;
}

/** The number's own credentials, else the installation's where the account is the same or none is recorded. */
export function createCredentialVault({ findToken, secretBox, installation }: VaultDeps): CredentialVault {
  return {
    async accessFor(number) {
      const { twilioAccountSid: recorded } = number;
      const own = await findToken(number.id);
      if (own !== null) return ownAccess(secretBox, number, own);
      if (installation === null)
        return {
          missing: "The number has no Twilio credentials of its own, and TWILIO_ACCOUNT_SID is not set.",
        };
      if (recorded !== null && recorded !== installation.accountSid)
        return {
          missing: `No Twilio credentials are recorded for account ${recorded}, and TWILIO_ACCOUNT_SID is another account (${installation.accountSid}).`,
        };
      return { ...installation, region: regionOf(number) };
    },
  };
}

const regionOf = (number: PhoneNumber) => number.twilioRegion ?? DEFAULT_REGION;

function ownAccess(
  secretBox: SecretBox,
  number: PhoneNumber,
  token: SealedToken,
): TelephonyAccess | { missing: string } {
  const { accountSid } = token;
  // Another account's credentials would see nothing of this one, and nothing seen must not pass for gone.
  if (number.twilioAccountSid !== null && number.twilioAccountSid !== accountSid)
    return {
      missing: `The stored Twilio credentials are for account ${accountSid}, but the number records ${number.twilioAccountSid}.`,
    };
  try {
    const authToken = secretBox.open(token, { phoneNumberId: number.id, accountSid });
    return { accountSid, authToken, region: regionOf(number) };
  } catch (error) {
    if (!(error instanceof CannotOpenSecret)) throw error;
    return {
      missing: `The stored Twilio credentials of account ${accountSid} cannot be read: ${error.message}.`,
    };
  }
}
