import type { CreateOutcome, CreateRequest } from "../../src/operations/operations.ts";
import { ACCOUNT, type Catalogue } from "./catalogue-harness.ts";
import { aPhoneNumber } from "./catalogue-seeds.ts";

/** A number that the account has, and the request to set it up for inbound calls. */
export function aRequest({ twilio }: Catalogue, changes: Partial<CreateRequest> = {}) {
  const phoneNumber = aPhoneNumber();
  const request: CreateRequest = {
    phoneNumber,
    label: "Support Line",
    supportsInbound: true,
    supportsOutbound: false,
    inboundTrunk: {},
    outboundTrunk: {},
    twilioAccountSid: ACCOUNT.sid,
    authToken: ACCOUNT.authToken,
    twilioRegion: "us1",
    ...changes,
  };
  return { request, number: twilio.seed.phoneNumber(ACCOUNT.sid, phoneNumber) };
}

export const trunks = ({ twilio }: Catalogue) =>
  twilio.resources(ACCOUNT.sid).filter(({ kind }) => kind === "TK");

/** The number that is there after a create: made, or left corrupted. */
export function idOf(outcome: CreateOutcome): number {
  const number = outcome.outcome === "created" ? outcome.number : outcome.left?.number;
  if (!number) throw new Error(`no number is left: ${JSON.stringify(outcome)}`);
  return number.id;
}

export function failureOf(outcome: CreateOutcome): string {
  if (outcome.outcome === "created") throw new Error("it was created");
  return Object.values(outcome.errors).flat().join(" ");
}
