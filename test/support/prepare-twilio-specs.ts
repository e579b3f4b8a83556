import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** A part of Twilio that this project talks to: its specification, and the paths of it that matter. */
export type TwilioProduct = "trunking" | "voice" | "api";

type Operation = { responses: Record<string, unknown> };
type PathItem = Record<string, unknown>;
type Spec = { paths: Record<string, PathItem>; components: { responses?: Record<string, unknown> } };

const PRODUCTS: Readonly<Record<TwilioProduct, { file: string; paths: RegExp }>> = {
  trunking: { file: "twilio_trunking_v1.json", paths: /^\/v1\/Trunks/ },
  voice: { file: "twilio_voice_v1.json", paths: /^\/v1\/(ConnectionPolicies|ByocTrunks)/ },
  api: {
    file: "twilio_api_v2010.json",
    paths:
      /^\/2010-04-01\/Accounts\/(\{Sid\}\.json|\{AccountSid\}\/(SIP\/|IncomingPhoneNumbers(\/\{Sid\})?\.json))/,
  },
};

// The specs describe no error at all; these are the statuses and codes of Twilio's classic error body.
const ERRORS: ReadonlyArray<readonly [status: number, code: number]> = [
  [400, 20001],
  [401, 20003],
  [403, 20403],
  [404, 20404],
  [409, 20409],
  [429, 20429],
  [500, 20500],
  [503, 20503],
];

const METHODS = ["get", "post", "delete"] as const;

/**
 * Twilio's official OpenAPI document of one product, from the dev dependency @twilio-alpha/mcp, made fit for Prism: error
 * responses added, the paths that nobody here calls left out (a second off the start), two schema flaws repaired.
 */
export function preparedTwilioSpec(product: TwilioProduct): Spec {
  const require = createRequire(import.meta.url);
  const home = dirname(require.resolve("@twilio-alpha/mcp/package.json"));
  const { file, paths } = PRODUCTS[product];
  const spec = JSON.parse(readFileSync(join(home, "twilio-oai/spec/json", file), "utf8")) as Spec;
  spec.paths = Object.fromEntries(Object.entries(spec.paths).filter(([path]) => paths.test(path)));
  addErrors(spec);
  repairSchemas(spec);
  return spec;
}

function addErrors(spec: Spec): void {
  const named = ERRORS.map(([status, code]) => [`Error${status}`, errorResponse(status, code)]);
  spec.components.responses = { ...spec.components.responses, ...Object.fromEntries(named) };
  for (const item of Object.values(spec.paths)) {
    for (const operation of METHODS.map((method) => item[method] as Operation | undefined)) {
      for (const [status] of operation === undefined ? [] : ERRORS) {
        if (operation) operation.responses[status] ??= { $ref: `#/components/responses/Error${status}` };
      }
    }
  }
}

function errorResponse(status: number, code: number): unknown {
  const schema = {
    type: "object",
    required: ["code", "message", "more_info", "status"],
    properties: {
      code: { type: "integer" },
      message: { type: "string" },
      more_info: { type: "string" },
      status: { type: "integer", enum: [status] },
    },
  };
  const example = { code, message: "Error", more_info: `https://www.twilio.com/docs/errors/${code}`, status };
  return { description: `Twilio error ${status}`, content: { "application/json": { schema, example } } };
}

/**
 * Two flaws. "nullable" without "type" (trunking.v1.trunk.recording) makes Prism 5.14 skip the check of the whole schema without
 * a word. Paging fields of 2010-04-01 ("uri", "next_page_uri") claim to be full URIs; Twilio's own examples have paths there.
 */
function repairSchemas(node: unknown): void {
  if (typeof node !== "object" || node === null) return;
  const record = node as Record<string, unknown>;
  if (record["nullable"] === true && record["type"] === undefined) delete record["nullable"];
  for (const [name, value] of Object.entries(record)) {
    if (/(^|_)uri$/.test(name) && isSchema(value) && value.format === "uri") value.format = "uri-reference";
    repairSchemas(value);
  }
}

function isSchema(value: unknown): value is { format?: string } {
  return typeof value === "object" && value !== null && "type" in value;
}
