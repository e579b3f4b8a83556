import { z } from "zod";
import { isLivekitId, isTwilioSid, sidForm, sidPattern, type TwilioIdKind } from "../domain/sid.ts";

const idText = z.string({ error: "must be text" });

/** A Twilio id of this kind; the fault names the form that it should have. */
export function twilioSid(kind: TwilioIdKind) {
  return idText
    .refine((sid) => isTwilioSid(kind, sid), { error: `must be ${sidForm(kind)}` })
    .meta({ pattern: sidPattern(kind), description: sidForm(kind) });
}

const POLICY = sidForm("twilio_connection_policy");
const ADDRESS_LIST = sidForm("twilio_ip_access_control_list");

/** Access control lists were filed under connection policies for years (telephony.md 1.8), so either may stand there. */
export const connectionPolicySid = idText
  .refine(
    (sid) =>
      isTwilioSid("twilio_connection_policy", sid) || isTwilioSid("twilio_ip_access_control_list", sid),
    { error: `must be ${POLICY} (or ${ADDRESS_LIST})` },
  )
  .meta({
    pattern: `${sidPattern("twilio_connection_policy")}|${sidPattern("twilio_ip_access_control_list")}`,
    description: `${POLICY}, or ${ADDRESS_LIST}`,
  });

/** A LiveKit id of this kind. */
export function livekitId(kind: "livekit_inbound_trunk" | "livekit_dispatch_rule") {
  return idText
    .refine((id) => isLivekitId(kind, id), { error: `must be ${sidForm(kind)}` })
    .meta({ pattern: sidPattern(kind), description: sidForm(kind) });
}
