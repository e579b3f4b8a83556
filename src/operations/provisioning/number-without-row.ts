import type { PhoneNumber } from "../../domain/phone-number.ts";
import type { Provisioning, ProvisioningRecord } from "../ports/provisioning-store.ts";
import { NOTHING_YET } from "./open-provisioning.ts";

/** Begun by a version that kept no record: with no account and no host to ask, nothing of it can pass for gone. */
const NOT_RECORDED: ProvisioningRecord = {
  phoneNumber: "not recorded",
  label: "",
  supportsInbound: false,
  supportsOutbound: false,
  twilioAccountSid: "",
  twilioRegion: null,
  livekitHost: null,
};

/** The number that was to be set up, where another program has removed its row. What it owns only its resources tell. */
export function numberWithoutRow({ phoneNumberId, requestedAt, record }: Provisioning): PhoneNumber {
  return {
    ...NOTHING_YET,
    ...(record ?? NOT_RECORDED),
    id: phoneNumberId,
    hasTwilioCredentials: true,
    inboundTrunk: {},
    outboundTrunk: {},
    createdAt: requestedAt,
    updatedAt: requestedAt,
    version: 0,
  };
}
