import { ProviderError } from "../../domain/errors.ts";
import type { ResourceRef } from "../../domain/external-resource.ts";
import type { Sighting } from "../../domain/proof.ts";
import { isProvisionName } from "../../domain/provisioned-resource.ts";
import { isAddressable, sidForm } from "../../domain/sid.ts";
import type { Seen } from "../ports/providers.ts";

/** A provider's failure as a sighting that saw nothing. Anything but a ProviderError is a bug and goes on. */
export function sightingOfFailure(error: unknown): Sighting {
  if (!(error instanceof ProviderError)) throw error;
  return {
    seen: "nothing",
    cause: error.kind,
    detail: error.message,
    // Where what is recorded makes no address, the adapter asks nobody.
    how: error.kind === "invalid_id" ? "not asked" : "asked, but got no sure answer",
    providerCode: error.providerCode,
    requestId: error.requestId,
  };
}

/** Why nobody can be asked about a resource; null where its id may be sent (telephony.md 1.2). */
export function unaskable(ref: ResourceRef): Sighting | null {
  if (isProvisionName(ref.sid)) {
    return {
      seen: "nothing",
      cause: "conflict",
      detail: "nobody knows whether it was made, its answer was lost: look for this name there",
      how: "not asked, the id is not known",
      providerCode: null,
      requestId: null,
    };
  }
  if (isAddressable(ref)) return null;
  return {
    seen: "nothing",
    cause: "invalid_id",
    detail: `invalid id recorded: expected ${sidForm(ref.kind)}`,
    how: "not asked",
    providerCode: null,
    requestId: null,
  };
}

/** Looks at one resource. An id of the wrong form is never sent. */
export async function sightResource(ref: ResourceRef, look: () => Promise<Seen>): Promise<Sighting> {
  const refused = unaskable(ref);
  if (refused !== null) return refused;
  try {
    return await look();
  } catch (error) {
    return sightingOfFailure(error);
  }
}
