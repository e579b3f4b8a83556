import { z } from "zod";
import type { ImportRequest } from "../operations/operations.ts";
import { described } from "./number-fields.ts";
import { fields } from "./plain-schemas.ts";

const NOT_BUILT =
  "setting up resources is not built yet: this version only records existing resources, through POST /api/v2/phone_numbers/import";

/** The fields of a number that is only recorded. A provider is refused: this version sets nothing up. */
export const createSchema = fields({
  ...described,
  provider: z
    .null({ error: ({ input }) => (input === "twilio" ? NOT_BUILT : 'must be "twilio", or be left out') })
    .optional(),
}).transform(
  (body): ImportRequest => ({
    phoneNumber: body.phone_number,
    label: body.label,
    supportsInbound: body.supports_inbound,
    supportsOutbound: body.supports_outbound,
    provider: null,
    inboundTrunk: body.inbound_trunk,
    outboundTrunk: body.outbound_trunk,
    twilioAccountSid: null,
    authToken: null,
    twilioRegion: null,
    twilioPhoneNumberSid: null,
    twilioTrunkSid: null,
    twilioCredentialListSids: [],
    twilioConnectionPolicySids: [],
    twilioIpAccessControlListSids: [],
    livekitHost: null,
    livekitTrunkId: null,
    livekitOutboundTrunkId: null,
    livekitDispatchRuleId: null,
  }),
);
