import { inResourceOrder, isSeenThere, providerOf } from "../domain/external-resource.ts";
import type { LeftoverStore } from "../operations/ports/force-delete-store.ts";
import type { Queries } from "./prisma-client.ts";
import { isRowId } from "./row-id.ts";
import { fromJson, toLeftover } from "./rows.ts";
import { storableText } from "./storable.ts";

/** The register of leftovers. */
export function createLeftoverStore({ leftover: table }: Queries): LeftoverStore {
  return {
    async register(number, incidentId, resources, { by, at, reason, accepted }) {
      await table.createMany({
        data: resources.map((resource) => {
          const { kind, sid, parentSid, state, firstSeenAt, checkedAt } = resource;
          const where =
            providerOf(kind) === "livekit"
              ? { livekitHost: number.livekitHost }
              : { accountSid: number.twilioAccountSid, region: number.twilioRegion };
          return {
            phoneNumberId: number.id,
            incidentId,
            phoneNumber: number.phoneNumber,
            label: storableText(number.label),
            kind,
            sid,
            parentSid,
            ...where,
            state: accepted && isSeenThere(resource) ? "accepted" : state,
            detail: storableText(resource.detail),
            firstSeenAt,
            checkedAt,
            letGoBy: fromJson({ ...by }),
            letGoAt: at,
            reason: reason === null ? null : storableText(reason),
          };
        }),
      });
    },
    async of(phoneNumberId) {
      if (!isRowId(phoneNumberId)) return [];
      return inResourceOrder((await table.findMany({ where: { phoneNumberId } })).map(toLeftover));
    },
  };
}
