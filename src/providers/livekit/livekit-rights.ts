import type { CallLimits } from "../../operations/ports/providers.ts";
import { type LivekitOptions, openLivekit } from "./livekit-client.ts";
import { livekitErrorOf } from "./livekit-error.ts";

/** No trunk has this id: the lists that are asked for are empty, however many there are. */
const NO_TRUNK = "ST_none";

/** Returns when the key may read trunks and dispatch rules; throws ProviderError. Three small calls. */
export async function proveLivekitRights(options: LivekitOptions, limits: CallLimits): Promise<void> {
  const ask = openLivekit(options, limits);
  try {
    await ask((client) => client.listSipInboundTrunk({ trunkIds: [NO_TRUNK] }));
    await ask((client) => client.listSipOutboundTrunk({ trunkIds: [NO_TRUNK] }));
    await ask((client) => client.listSipDispatchRule({ trunkIds: [NO_TRUNK] }));
  } catch (error) {
    throw livekitErrorOf(error, [options.apiSecret]);
  }
}
