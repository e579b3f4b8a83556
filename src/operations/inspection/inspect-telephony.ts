import { ProviderError } from "../../domain/errors.ts";
import { type ExternalResource, resourceKey } from "../../domain/external-resource.ts";
import { withLookAlikes } from "../../domain/look-alike.ts";
import { applySighting, type Premise, type Sighting } from "../../domain/proof.ts";
import { isTwilioSid } from "../../domain/sid.ts";
import type { TelephonyAccess } from "../ports/providers.ts";
import { mostConsequentialFirst, openAccountView, sightInAccount } from "./account-view.ts";
import {
  emptyInspection,
  type Inspection,
  type InspectionDeps,
  type InspectionRequest,
} from "./inspection.ts";
import { readRecorders } from "./scan-recorders.ts";
import { sightingOfFailure } from "./sight-resource.ts";
import { decideTelephonySharing } from "./telephony-sharing.ts";
import { discoverOnTrunks, judgeTrunks } from "./trunk-facts.ts";

/** Looks at the Twilio resources of a number: the account first, because nothing else means anything without it. */
export async function inspectTelephony(
  deps: InspectionDeps,
  request: InspectionRequest,
): Promise<Inspection> {
  const { number } = request;
  const at = deps.clock.now();
  if (request.resources.length === 0) return emptyInspection(at);
  const access = await deps.vault.accessFor(number);
  if ("missing" in access) {
    return allUnseen(request, at, {
      seen: "nothing",
      cause: "credentials",
      detail: access.missing,
      how: "not asked",
      providerCode: null,
      requestId: null,
    });
  }
  const [premise, recorded] = await Promise.all([
    proveAccount(deps, access, request),
    readRecorders(deps, number.id, request.resources),
  ]);
  // Credentials that are refused once are refused always: one call tells it, not one for each resource.
  if ("seen" in premise) return allUnseen(request, at, premise);

  const place = telephonyPlace(access);
  const view = openAccountView(deps, access, request, { premise, recorded });
  const sighted = await Promise.all(
    mostConsequentialFirst(request.resources).map((resource) => sightInAccount(view, resource)),
  );
  const trunks = await judgeTrunks(view, sighted);
  if (request.discover) sighted.push(...(await discoverOnTrunks(view, sighted, trunks)));
  const { sharing, named, scansFrom } = await decideTelephonySharing(view, sighted, trunks);
  const resources = sighted.map(({ resource, sighting }) => {
    const verdict = sharing.get(resourceKey(resource)) ?? null;
    const looked = applySighting(resource, sighting, { premise, place, sharing: verdict, at });
    const checked = withLookAlikes(looked, named, request.resources);
    const trunk = trunks.find(({ sid }) => resource.kind === "twilio_sip_trunk" && sid === resource.sid);
    return trunk ? withOwnership(checked, trunk.ownership, number.phoneNumber) : checked;
  });
  return { resources, sharing, factsFrom: scansFrom !== null && scansFrom < at ? scansFrom : at };
}

/** Where a look at Twilio was made: what is absent there may be present in another account or region. */
export function telephonyPlace({
  accountSid,
  region,
}: Pick<TelephonyAccess, "accountSid" | "region">): string {
  return `${accountSid} ${region}`;
}

/** The premise of every absence, or (as a sighting) the account-wide reason why no other call is worth making. */
async function proveAccount(
  deps: InspectionDeps,
  access: TelephonyAccess,
  { budget }: InspectionRequest,
): Promise<Premise | Sighting> {
  if (!isTwilioSid("account", access.accountSid))
    return {
      seen: "nothing",
      cause: "invalid_id",
      detail: "invalid Twilio account id recorded",
      how: "not asked",
      providerCode: null,
      requestId: null,
    };
  try {
    return { holds: true, evidence: await deps.telephony.proveAccount(access, budget.call()) };
  } catch (error) {
    if (error instanceof ProviderError && error.kind === "permission")
      return { holds: false, cause: "permission", detail: `the account could not be read: ${error.message}` };
    return sightingOfFailure(error);
  }
}

function allUnseen(request: InspectionRequest, at: Date, sighting: Sighting): Inspection {
  const premise: Premise = { holds: false, cause: "unexpected", detail: "" };
  const resources = request.resources.map((resource) =>
    applySighting(resource, sighting, { premise, place: "", sharing: null, at }),
  );
  return { resources, sharing: new Map(), factsFrom: at };
}

function withOwnership(
  trunk: ExternalResource,
  ownership: ExternalResource["ownership"],
  phoneNumber: string,
): ExternalResource {
  if (ownership !== "unproven" || trunk.state !== "present") return { ...trunk, ownership };
  return {
    ...trunk,
    ownership,
    cause: "conflict",
    detail: `ownership unproven: this trunk does not carry ${phoneNumber}, so Lineman leaves it alone`,
  };
}
