import type { Config } from "./config.ts";
import type { Meter } from "./operations/ports/meter.ts";
import { createConnectionRecord } from "./providers/connection-record.ts";
import { probeLivekit } from "./providers/livekit/livekit-probe.ts";
import { createLivekitProvider } from "./providers/livekit/livekit-provider.ts";
import { meteredCalls } from "./providers/metered-calls.ts";
import { observedRealtime, observedTelephony } from "./providers/observed-calls.ts";
import { createTwilioProvider } from "./providers/twilio/twilio-provider.ts";

const PROBE_LIMITS = { timeoutMs: 5_000 };
const ASKED = "it was asked just now and has not answered yet";

/** Both providers, and how their connections are. `onChange`: one of them works now, or does not any more. */
export function createProviders(
  { twilio: { account, apiUrl }, livekit }: Pick<Config, "twilio" | "livekit">,
  { now, onChange, meter }: { now: () => Date; onChange: () => void; meter?: Pick<Meter, "providerCalled"> },
) {
  const telephony = createTwilioProvider({ ...(apiUrl === null ? {} : { apiUrl }), now });
  const access = account && { accountSid: account.sid, authToken: account.authToken, region: "us1" };
  const twilioRecord = createConnectionRecord({
    name: "twilio",
    now,
    onChange,
    probe: access && (() => telephony.proveAccount(access, PROBE_LIMITS)),
    unknown: access ? ASKED : "not asked since Lineman was started: no TWILIO_ACCOUNT_SID is set to ask with",
  });
  const livekitRecord = createConnectionRecord({
    name: "livekit",
    now,
    onChange,
    probe: () => probeLivekit(livekit, PROBE_LIMITS),
    unknown: ASKED,
  });
  const realtime = createLivekitProvider(livekit);
  const metered = <P extends object>(side: P, provider: "twilio" | "livekit") =>
    meter === undefined ? side : meteredCalls(side, provider, meter);
  return {
    telephony: metered(observedTelephony(telephony, twilioRecord, account?.sid ?? null), "twilio"),
    realtime: metered(observedRealtime(realtime, livekitRecord), "livekit"),
    connections: { twilio: twilioRecord.connection, livekit: livekitRecord.connection },
  };
}
