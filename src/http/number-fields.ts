import { z } from "zod";
import { phoneNumber } from "./phone-number-schema.ts";
import { flag, text, upTo20 } from "./plain-schemas.ts";
import { connectionPolicySid, livekitId, twilioSid } from "./sid-schemas.ts";
import { inboundTrunk, outboundTrunk } from "./trunk-schemas.ts";

/** Absent and null are an empty list. */
const listOf = <T extends z.ZodType<string[]>>(list: T) => list.nullish().transform((items) => items ?? []);

/** What a number is, whoever holds its resources. */
export const described = {
  phone_number: phoneNumber,
  label: text(200),
  supports_inbound: flag,
  supports_outbound: flag,
  inbound_trunk: inboundTrunk,
  outbound_trunk: outboundTrunk,
};

/** What a number owns already: the fields of an import. */
export const recorded = {
  ...described,
  provider: z.literal("twilio", { error: 'must be "twilio", or be left out' }).nullish(),
  twilio_account_sid: twilioSid("account").nullish(),
  twilio_auth_token: text(200).nullish().meta({ writeOnly: true }),
  twilio_region: z
    .string({ error: "must be text" })
    .regex(/^[a-z]{2,10}\d{1,2}$/, { error: 'must be a Twilio region, e.g. "us1"' })
    .nullish(),
  twilio_phone_number_sid: twilioSid("phone_number").nullish(),
  twilio_trunk_sid: twilioSid("twilio_sip_trunk").nullish(),
  twilio_credential_list_sids: listOf(upTo20(twilioSid("twilio_credential_list"))),
  twilio_connection_policy_sids: listOf(upTo20(connectionPolicySid)),
  twilio_ip_access_control_list_sids: listOf(upTo20(twilioSid("twilio_ip_access_control_list"))),
  livekit_host: z
    .string({ error: "must be text" })
    .regex(/^((wss?|https?):\/\/)?[\w.-]+(:\d{1,5})?\/?$/i, {
      error: "must be a host, or the address of a LiveKit project",
    })
    .transform((host) => host.toLowerCase().replace(/\/$/, ""))
    .nullish(),
  livekit_trunk_id: livekitId("livekit_inbound_trunk").nullish(),
  livekit_outbound_trunk_id: livekitId("livekit_inbound_trunk").nullish(),
  livekit_dispatch_rule_id: livekitId("livekit_dispatch_rule").nullish(),
};

export type Recorded = z.output<z.ZodObject<typeof recorded>>;
