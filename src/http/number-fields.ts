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
  twilio_account_sid: twilioSid("account")
    .nullish()
    .meta({
      description:
        "Required with provider twilio, and wherever a Twilio id or token is given. Without twilio_auth_token it must be the " +
        "account of this installation (TWILIO_ACCOUNT_SID).",
    }),
  twilio_auth_token: text(200).nullish().meta({
    writeOnly: true,
    description: "Of that account; required where it is not the one of this installation. Never shown again.",
  }),
  twilio_region: z
    .string({ error: "must be text" })
    .regex(/^[a-z]{2,10}\d{1,2}$/, { error: 'must be a Twilio region, e.g. "us1"' })
    .meta({ examples: ["us1"] })
    .nullish()
    .meta({ description: "Where the resources are; left out beside an account: us1, as at Twilio." }),
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
    .meta({ examples: ["wss://demo.livekit.cloud"] })
    .transform((host) => host.toLowerCase().replace(/\/$/, ""))
    .nullish()
    .meta({ description: "Compared, never called. Left out: the LiveKit project of this installation." }),
  livekit_trunk_id: livekitId("livekit_inbound_trunk").nullish().meta({
    description: "The inbound trunk, or the outbound one where there is no inbound.",
  }),
  livekit_outbound_trunk_id: livekitId("livekit_inbound_trunk").nullish().meta({
    description: "Needs livekit_trunk_id beside it: only where a number has both.",
  }),
  livekit_dispatch_rule_id: livekitId("livekit_dispatch_rule").nullish(),
};

export type Recorded = z.output<z.ZodObject<typeof recorded>>;
