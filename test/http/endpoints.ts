import type { ApiOperations } from "../../src/http/api.ts";

const PATH = "/api/v2/phone_numbers";
const NUMBER = { phone_number: "+14155551234", label: "Support Line" };
const SET_UP = {
  ...NUMBER,
  provider: "twilio",
  twilio_account_sid: `AC${"a".repeat(32)}`,
  twilio_auth_token: "token-of-the-account",
};

/** How an operation may fail. */
export type Outcome =
  | "a field is not acceptable"
  | "it is not there"
  | "somebody else is at it"
  | "its life has no such step now"
  | "it takes a person"
  | "a provider is down"
  | "a provider asks to wait"
  | "something broke";

/** What the operations that call providers throw. */
const OUTSIDE: Outcome[] = ["a provider is down", "a provider asks to wait", "somebody else is at it"];

/** Each endpoint, the operation behind it, and what it calls its failures. */
export const ENDPOINTS: {
  verb: keyof ApiOperations;
  method: string;
  path: string;
  body?: object;
  /** What the operation throws (operations.ts), by the outcomes below. */
  throws: Outcome[];
  invalid: string;
  unexpected: string;
}[] = [
  { verb: "listNumbers", throws: ["something broke"], method: "GET", path: PATH, ...words() },
  {
    verb: "showNumber",
    throws: ["it is not there", "something broke"],
    method: "GET",
    path: `${PATH}/42`,
    ...words(),
  },
  {
    verb: "createNumber",
    throws: ["a field is not acceptable", ...OUTSIDE, "something broke"],
    method: "POST",
    path: PATH,
    body: SET_UP,
    ...words("Failed to create phone number"),
  },
  {
    verb: "importNumber",
    throws: ["a field is not acceptable", ...OUTSIDE, "something broke"],
    method: "POST",
    path: PATH,
    body: NUMBER,
    ...words("Failed to create phone number"),
  },
  {
    verb: "importNumber",
    throws: ["a field is not acceptable", ...OUTSIDE, "something broke"],
    method: "POST",
    path: `${PATH}/import`,
    body: NUMBER,
    ...words("Failed to create phone number"),
  },
  {
    verb: "reportCorruption",
    throws: [
      "a field is not acceptable",
      "it is not there",
      "its life has no such step now",
      "something broke",
    ],
    method: "POST",
    path: `${PATH}/42/corrupt`,
    body: { cause: "in_use" },
    ...words("Failed to mark phone number as corrupted"),
  },
  {
    verb: "deleteNumber",
    throws: ["it is not there", ...OUTSIDE, "its life has no such step now", "something broke"],
    method: "DELETE",
    path: `${PATH}/42`,
    ...words(),
  },
  {
    verb: "forceDeleteByApi",
    throws: [
      "it is not there",
      "somebody else is at it",
      "it takes a person",
      "its life has no such step now",
      "something broke",
    ],
    method: "DELETE",
    path: `${PATH}/42/force`,
    ...words(
      undefined,
      "Failed to force delete phone number: unexpected error, the request id tells it in the log",
    ),
  },
];

/** What a caller may do where nothing came of a request; one that only reads has nothing to look after. */
export function afterNoAnswer(method: string): string {
  return method === "GET"
    ? "Try again later"
    : "The work may still go on: look at the phone number before another try";
}

function words(invalid = "The request is not valid", unexpected = "Internal server error") {
  return { invalid, unexpected };
}
