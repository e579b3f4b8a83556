import type { Json } from "./phone-number.ts";

export type MediaEncryption = "disabled" | "allowed" | "required";
export type SipTransport = "auto" | "udp" | "tcp" | "tls";

/** Who may call in, and how. */
export interface InboundSettings {
  allowedAddresses: string[];
  allowedNumbers: string[];
  mediaEncryption: MediaEncryption | null;
}

/** How calls go out. */
export interface OutboundSettings {
  allowedAddresses: string[];
  transport: SipTransport | null;
  mediaEncryption: MediaEncryption | null;
  username: string | null;
  headers: Record<string, string>;
}

const ENCRYPTIONS: readonly MediaEncryption[] = ["disabled", "allowed", "required"];
const TRANSPORTS: readonly SipTransport[] = ["auto", "udp", "tcp", "tls"];

/** Reads what `inbound_trunk` of a number says; whatever has another form counts as not given. */
export function inboundSettings(trunk: Json): InboundSettings {
  return {
    allowedAddresses: textsIn(trunk, "allowed_addresses"),
    allowedNumbers: textsIn(trunk, "allowed_numbers"),
    mediaEncryption: wordIn(ENCRYPTIONS, trunk, "media_encryption"),
  };
}

/** Reads what `outbound_trunk` of a number says, in the same way. */
export function outboundSettings(trunk: Json): OutboundSettings {
  const username = fieldIn(trunk, "username");
  const headers = fieldIn(trunk, "headers");
  return {
    allowedAddresses: textsIn(trunk, "allowed_addresses"),
    transport: wordIn(TRANSPORTS, trunk, "transport"),
    mediaEncryption: wordIn(ENCRYPTIONS, trunk, "media_encryption"),
    username: typeof username === "string" && username !== "" ? username : null,
    headers: isRecord(headers)
      ? Object.fromEntries(
          Object.entries(headers).filter((entry): entry is [string, string] => isText(entry[1])),
        )
      : {},
  };
}

const isText = (value: unknown): value is string => typeof value === "string";

function isRecord(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fieldIn(trunk: Json, field: string): Json | undefined {
  return isRecord(trunk) ? trunk[field] : undefined;
}

function textsIn(trunk: Json, field: string): string[] {
  const value = fieldIn(trunk, field);
  return Array.isArray(value) ? value.filter(isText) : [];
}

function wordIn<W extends string>(words: readonly W[], trunk: Json, field: string): W | null {
  const value = fieldIn(trunk, field);
  return words.find((word) => word === value) ?? null;
}
