import { ACCOUNT, type SeededNumber } from "./outside.ts";

/** The request that records a number whose resources are there, in the outside's account. */
export function importRequest(seeded: SeededNumber, changes: { label?: string } = {}) {
  return {
    ...seeded,
    label: "Support Line",
    provider: "twilio",
    supports_inbound: true,
    twilio_account_sid: ACCOUNT.sid,
    twilio_auth_token: ACCOUNT.authToken,
    ...changes,
  };
}
