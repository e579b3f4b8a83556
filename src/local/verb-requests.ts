import { isAbsolute } from "node:path";
import { z } from "zod";
import { RESOURCE_KINDS } from "../domain/external-resource.ts";
import type { CommandVerbs } from "../operations/command-verbs.ts";

export type VerbName = keyof CommandVerbs;
/** What each verb is asked with. */
export type VerbRequest<Name extends VerbName> = Parameters<CommandVerbs[Name]>[0];

const id = z.number().int().min(1).max(2_147_483_647);
const size = z.number().int().min(1).max(500);
const page = z.strictObject({ number: z.number().int().min(1).max(1_000_000), size });
const osUser = z.string().min(1).max(100);
const status = z.enum(["active", "deleting", "corrupted"]);
const resourceState = z.enum(["present", "gone", "kept", "unknown"]);
const key = z
  .string()
  .max(200)
  .refine((text) => RESOURCE_KINDS.some((kind) => text.startsWith(`${kind}:`)));

/** The form of every request, whether it comes over the socket or from this process. */
export const VERB_REQUESTS: { [Name in VerbName]: z.ZodType<VerbRequest<Name>> } = {
  listNumbers: z
    .strictObject({
      status: status.optional(),
      // One more than a person is shown.
      page: z.strictObject({
        afterId: z.number().int().min(0).max(2_147_483_647),
        size: z.number().int().min(1).max(501),
      }),
    })
    .transform(({ status: asked, page: part }) => ({
      page: part,
      ...(asked === undefined ? {} : { status: asked }),
    })),
  showNumber: z.union([z.strictObject({ id }), z.strictObject({ phoneNumber: z.string().max(40) })]),
  verifyNumber: z.strictObject({ id, osUser }),
  checkForceDelete: z.strictObject({ id, osUser }),
  forceDelete: z.strictObject({
    id,
    osUser,
    shown: z.strictObject({
      status: z.enum(["active", "deleting", "corrupted", "provisioning", "removed"]),
      states: z.record(key, resourceState),
    }),
    form: z.strictObject({
      digits: z.string().max(40),
      ticks: z.array(key).max(1_000),
      // How long it may be is a rule of the gate's, which says it at the field; this is what is worth reading at all.
      reason: z.string().max(100_000),
    }),
  }),
  listLeftovers: page,
  findLeftovers: z.strictObject({ sid: z.string().min(1).max(200) }),
  verifyAudit: z.strictObject({
    head: z
      .strictObject({ seq: z.number().int().min(1), hash: z.string().regex(/^[0-9a-f]{64}$/) })
      .nullable(),
  }),
  exportCase: z.strictObject({ numberId: id, ordinal: z.number().int().min(1).max(1_000_000).nullable() }),
  rotateKeys: z.strictObject({
    osUser,
    keyId: z.string().max(20),
    afterId: z.number().int().min(0).max(2_147_483_647),
  }),
  exportBackup: z.strictObject({ path: z.string().max(4_000).refine(isAbsolute) }),
  examineData: z.strictObject({}),
};

/** True for the name of a verb. */
export function isVerbName(name: string): name is VerbName {
  return Object.hasOwn(VERB_REQUESTS, name);
}
