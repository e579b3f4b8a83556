import type { Cause } from "../../domain/cause.ts";
import { ProviderError } from "../../domain/errors.ts";
import { type Check, failed, ok } from "./check.ts";

type Fixes = Partial<Record<Cause, string>> & { unexpected: string };

const TWILIO: Fixes = {
  credentials:
    "Copy Account SID and Auth Token from the Twilio console into TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN: the token was changed or revoked.",
  permission:
    "Use the auth token of the account itself, or credentials that may read Elastic SIP Trunking and SIP credential lists.",
  account_inactive: "Have the account activated in the Twilio console, or set another one.",
  unexpected: "Look at status.twilio.com, and let this host reach *.twilio.com over HTTPS.",
};

const LIVEKIT: Fixes = {
  credentials:
    "Copy API key and secret from your LiveKit project (Settings, API keys) into LIVEKIT_API_KEY and LIVEKIT_API_SECRET, and check LIVEKIT_URL.",
  permission:
    "Use an API key that may administer SIP (the grant sip.admin), and see that SIP is enabled in the LiveKit project.",
  unexpected:
    "Check LIVEKIT_URL, look at status.livekit.io, and let this host reach it. A server of your own needs Redis for SIP.",
};

/** Whether the installation's account can be read; nothing is changed there. */
export const twilioRights: Check = {
  name: "twilio",
  look: ({ proveTwilio }) =>
    explained(TWILIO, async () => {
      const evidence = await proveTwilio();
      return evidence === null
        ? ok("No TWILIO_ACCOUNT_SID is set: numbers bring their own credentials, which are not tried here.")
        : ok(`${evidence}; trunks and credential lists can be read.`);
    }),
};

/** Whether SIP trunks and dispatch rules can be read. */
export const livekitRights: Check = {
  name: "livekit",
  look: ({ proveLivekit, config }) =>
    explained(LIVEKIT, async () => {
      await proveLivekit();
      return ok(`${config.livekit.url} accepts the key; trunks and dispatch rules can be read.`);
    }),
};

async function explained(fixes: Fixes, look: () => Promise<ReturnType<typeof ok>>) {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return failed(`${error.message}.`, fixes[error.kind] ?? fixes.unexpected);
  }
}
