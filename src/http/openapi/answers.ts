import { z } from "zod";
import { RESOURCE_KINDS } from "../../domain/external-resource.ts";

/** Every schema of an answer by its name in the document. */
export const ANSWERS = z.registry<{ id: string }>();

function named<S extends z.ZodType>(id: string, schema: S): S {
  ANSWERS.add(schema, { id });
  return schema;
}

const time = z.iso.datetime({ precision: 0 });
const textOrNull = z.string().nullable();
const done = z.literal(true);
const sids = z.array(z.string());
const trunk = z.record(z.string(), z.unknown());

const externalResource = named(
  "ExternalResource",
  z.strictObject({
    kind: z.enum(RESOURCE_KINDS),
    sid: z.string(),
    state: z.enum(["present", "gone", "kept", "unknown"]),
    checked_at: time.nullable().meta({ description: "When it was last looked at; never: null." }),
    first_seen_at: time.nullable().meta({ description: "Without it nothing can be proven gone." }),
    detail: z.string(),
  }),
);

const phoneNumber = named(
  "PhoneNumber",
  z.strictObject({
    id: z.int32().positive(),
    phone_number: z.string().meta({ description: "E.164." }),
    label: z.string(),
    status: z.enum(["active", "deleting", "corrupted"]),
    supports_inbound: z.boolean(),
    supports_outbound: z.boolean(),
    provider: textOrNull,
    has_twilio_credentials: z.boolean(),
    outbound_trunk: trunk,
    inbound_trunk: trunk,
    twilio_account_sid: textOrNull,
    twilio_region: textOrNull,
    twilio_phone_number_sid: textOrNull,
    twilio_trunk_sid: textOrNull,
    twilio_credential_list_sids: sids,
    twilio_connection_policy_sids: sids,
    twilio_ip_access_control_list_sids: sids,
    livekit_host: textOrNull,
    livekit_trunk_id: textOrNull.meta({
      description: "The inbound trunk, or the outbound one where there is no inbound.",
    }),
    livekit_outbound_trunk_id: textOrNull.meta({ description: "Set only where a number has both." }),
    livekit_dispatch_rule_id: textOrNull,
    external_resources: z.array(externalResource),
    corrupted_at: time.nullable(),
    corruption_cause: textOrNull,
    created_at: time,
    updated_at: time,
  }),
);

const wholeNumber = z.int().nonnegative();

export const numberList = named(
  "PhoneNumberList",
  z.strictObject({
    success: done,
    items: z.array(phoneNumber),
    page: wholeNumber
      .nullable()
      .optional()
      .meta({ description: "Null where the page was found by after_id." }),
    num_pages: wholeNumber.optional(),
    page_size: wholeNumber.optional(),
    total_count: wholeNumber.optional(),
  }),
);
export const oneNumber = named("OnePhoneNumber", z.strictObject({ success: done, item: phoneNumber }));
export const createdNumber = named(
  "CreatedPhoneNumber",
  z.strictObject({ success: done, item: phoneNumber, message: z.string() }),
);
export const deletedNumber = named("Deleted", z.strictObject({ success: done, message: z.string() }));
export const forceDeletedNumber = named(
  "ForceDeleted",
  z.strictObject({ success: done, force_deleted: done, message: z.string() }),
);

const refusal = {
  success: z.literal(false),
  errors: z.record(z.string(), z.array(z.string())).optional().meta({ description: "Faults by field." }),
  message: z.string(),
  request_id: z.string(),
};
export const failure = named("Failure", z.strictObject(refusal));
export const failedCreate = named(
  "FailedCreate",
  z.strictObject({
    ...refusal,
    item: phoneNumber.optional().meta({
      description: "The number that stays, corrupted, because not everything could be taken down again.",
    }),
  }),
);

export const alive = named("Alive", z.strictObject({ success: done, status: z.literal("ok") }));
export const ready = named(
  "Readiness",
  z.strictObject({
    success: z.boolean(),
    checks: z.array(
      z.strictObject({
        name: z.string(),
        ok: z.boolean(),
        since: time.nullable().meta({ description: "Since when it has been so." }),
        why: textOrNull.meta({ description: "What is wrong, in plain words." }),
      }),
    ),
  }),
);
export const anyObject = z.looseObject({});
