import type { CallLimits } from "../../operations/ports/providers.ts";
import { type LivekitOptions, openLivekit } from "./livekit-client.ts";
import { livekitErrorOf } from "./livekit-error.ts";

/** No trunk has this id: the list that is asked for is empty, however many there are. */
const NO_TRUNK = "ST_none";

/** Returns when LiveKit answers to the configured key; throws ProviderError otherwise. One small call. */
export async function probeLivekit(options: LivekitOptions, limits: CallLimits): Promise<void> {
  try {
    await openLivekit(options, limits)((client) => client.listSipInboundTrunk({ trunkIds: [NO_TRUNK] }));
  } catch (error) {
    throw livekitErrorOf(error, [options.apiSecret]);
  }
}
