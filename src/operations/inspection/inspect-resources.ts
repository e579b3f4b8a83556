import { inResourceOrder, providerOf } from "../../domain/external-resource.ts";
import { inspectRealtime } from "./inspect-realtime.ts";
import { inspectTelephony } from "./inspect-telephony.ts";
import type { Inspection, InspectionDeps, InspectionRequest } from "./inspection.ts";

/** Looks at every resource of a number, both providers at once. Changes nothing anywhere; throws nothing of a provider. */
export async function inspectResources(
  deps: InspectionDeps,
  request: InspectionRequest,
): Promise<Inspection> {
  const of = (provider: "twilio" | "livekit") => ({
    ...request,
    resources: request.resources.filter((resource) => providerOf(resource.kind) === provider),
  });
  const [telephony, realtime] = await Promise.all([
    inspectTelephony(deps, of("twilio")),
    inspectRealtime(deps, of("livekit")),
  ]);
  return {
    resources: inResourceOrder([...telephony.resources, ...realtime.resources]),
    sharing: new Map([...telephony.sharing, ...realtime.sharing]),
    factsFrom: telephony.factsFrom < realtime.factsFrom ? telephony.factsFrom : realtime.factsFrom,
  };
}
