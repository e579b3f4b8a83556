import { isIP } from "node:net";
import { z } from "zod";
import type { Json } from "../domain/phone-number.ts";
import { fields, oneOf, text, upTo20 } from "./plain-schemas.ts";

const boolean = z.boolean({ error: "must be true or false" });
const mediaEncryption = oneOf(["disabled", "allowed", "required"]).nullish();

/** An IP address, alone or with a prefix length. */
const network = text(64)
  .refine(isNetwork, { error: "must be an IP address, or one with a prefix length" })
  .meta({
    description: "an IP address, alone or with a prefix length",
    examples: ["203.0.113.7", "203.0.113.0/24"],
  });

function isNetwork(value: string): boolean {
  const [ip = "", prefix, ...more] = value.split("/");
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(ip)] ?? -1;
  if (bits < 0 || more.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
}

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]{1,100}$/;
const MOST_HEADERS = 20;

const headers = z
  .record(z.string().regex(HEADER_NAME, { error: "is not a header's name" }), text(1000), {
    error: "must be a JSON object of texts",
  })
  .refine((value) => Object.keys(value).length <= MOST_HEADERS, {
    error: `must not hold more than ${MOST_HEADERS} headers`,
  })
  .meta({ maxProperties: MOST_HEADERS });

/** Only what was given is recorded: no defaults, no nulls, no fields of somebody else's. */
function asGiven(trunk: Record<string, Json | undefined> | null | undefined): { [key: string]: Json } {
  const given = Object.entries(trunk ?? {}).filter(
    (entry): entry is [string, Json] => entry[1] !== undefined && entry[1] !== null,
  );
  return Object.fromEntries(given);
}

/** What may call, and how; for LiveKit. */
export const inboundTrunk = fields({
  allowed_addresses: upTo20(network).nullish(),
  allowed_numbers: upTo20(text(64)).nullish(),
  media_encryption: mediaEncryption,
  has_auth_credentials: boolean.nullish().meta({
    description:
      "Must not be true in a create with provider twilio: Twilio cannot authenticate towards LiveKit.",
  }),
  username: text(255).nullish(),
})
  .nullish()
  .transform(asGiven);

/** What a create sets itself (product.md 8), where it sets outbound calls up. */
const SET_BY_CREATE = "A create with provider twilio that supports outbound calls";

/** Where calls go out, and how. */
export const outboundTrunk = fields({
  address: text(255)
    .nullish()
    .meta({ description: `${SET_BY_CREATE} puts the termination domain here that it makes.` }),
  transport: oneOf(["auto", "udp", "tcp", "tls"]).nullish(),
  media_encryption: mediaEncryption,
  has_auth_credentials: boolean.nullish().meta({ description: `${SET_BY_CREATE} makes it true.` }),
  username: text(255)
    .nullish()
    .meta({
      description: `${SET_BY_CREATE} takes at most 32 characters, and draws one where none is given.`,
    }),
  headers: headers.nullish().meta({ description: "By name." }),
  allowed_addresses: upTo20(network)
    .nullish()
    .meta({ description: `${SET_BY_CREATE} takes IPv4 only.` }),
})
  .nullish()
  .transform(asGiven);
