import type { z } from "zod";
import { headersOf, type OpenapiHeader } from "./answer-headers.ts";
import {
  answerSchema,
  componentSchemas,
  inlineSchema,
  type JsonSchema,
  referenceTo,
} from "./json-schemas.ts";
import type { DocumentedAnswer, DocumentedRoute } from "./route-doc.ts";
import { answersOf } from "./shared-answers.ts";

/** What the document is built of; see specs at spec.openapis.org/oas/v3.1.1. */
export interface OpenapiDocument {
  openapi: "3.1.0";
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  paths: Record<string, Record<string, OpenapiOperation>>;
  components: { schemas: Record<string, JsonSchema>; securitySchemes: { token: SecurityScheme } };
}

/** RFC 6750. */
interface SecurityScheme {
  type: "http";
  scheme: "bearer";
  description: string;
}

export interface OpenapiOperation {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  security: JsonSchema[];
  parameters: OpenapiParameter[];
  requestBody?: { required: boolean; content: Record<string, { schema: JsonSchema }> };
  responses: Record<string, OpenapiResponse>;
}

export interface OpenapiParameter {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  description: string;
  schema: JsonSchema;
}

export interface OpenapiResponse {
  description: string;
  headers: Record<string, OpenapiHeader>;
  content: Record<string, { schema: JsonSchema }>;
}

const DESCRIPTION =
  "Looks after the phone numbers of a voice platform when their teardown goes wrong. Every body carries `success`; every " +
  "answer its request id in X-Request-Id. Fields that are not known are ignored. A method that an address does not take is " +
  "answered 405 with Allow, for those who may come in.";

const TOKEN: SecurityScheme = {
  type: "http",
  scheme: "bearer",
  description:
    "Everything under /api/ needs a token, sent with each request as Authorization: Bearer <token>. Tokens, and what each of " +
    "them may do (read, write, force), are set in API_TOKENS: ask whoever runs this Lineman for one.",
};

/** The API as OpenAPI 3.1, made of the schemas that requests are parsed with. */
export function buildDocument(routes: readonly DocumentedRoute[], version: string): OpenapiDocument {
  const paths: OpenapiDocument["paths"] = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Lineman", version, description: DESCRIPTION },
    servers: [{ url: "/" }],
    paths,
    components: {
      schemas: componentSchemas(routes.flatMap(({ doc }) => doc.body ?? [])),
      securitySchemes: { token: TOKEN },
    },
  };
}

function operationOf(route: DocumentedRoute): OpenapiOperation {
  const { method, path, scope, doc } = route;
  const body = doc.body && { "application/json": { schema: referenceTo(doc.body.name) } };
  return {
    operationId: `${method.toLowerCase()}${path.replaceAll(/[^a-z]+/gi, "_")}`.replace(/_$/, ""),
    tags: [scope === null ? "Service" : "Phone numbers"],
    summary: doc.summary,
    description:
      scope === null ? doc.description : `${doc.description} Needs a token with the scope ${scope}.`,
    security: scope === null ? [] : [{ token: [] }],
    parameters: parametersOf(route),
    ...(body ? { requestBody: { required: true, content: body } } : {}),
    responses: Object.fromEntries(
      Object.entries(answersOf(route)).map(([status, answer]) => [
        status,
        responseOf(route, Number(status), answer),
      ]),
    ),
  };
}

const ID: OpenapiParameter = {
  name: "id",
  in: "path",
  required: true,
  description: "The id of the phone number.",
  schema: { type: "integer", minimum: 1, maximum: 2_147_483_647 },
};
const IDEMPOTENCY_KEY: OpenapiParameter = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description:
    "Printable ASCII. The same key and request get the same answer for 24 hours (then with Idempotency-Replayed: true); another request " +
    "under the key is refused with 422, a repeat while the first one runs with 409.",
  schema: { type: "string", minLength: 1, maxLength: 255, pattern: "^[\\x20-\\x7e]*$" },
};

function parametersOf({ method, path, doc }: DocumentedRoute): OpenapiParameter[] {
  const query = Object.entries(doc.query?.shape ?? {}).map(([name, field]): OpenapiParameter => {
    const { description, ...schema } = inlineSchema(field as z.ZodType);
    return { name, in: "query", required: false, description: String(description ?? ""), schema };
  });
  return [...(path.includes(":id") ? [ID] : []), ...(method === "GET" ? [] : [IDEMPOTENCY_KEY]), ...query];
}

function responseOf(
  route: DocumentedRoute,
  status: number,
  { description, content }: DocumentedAnswer,
): OpenapiResponse {
  const isOther = "mediaType" in content;
  return {
    description,
    headers: headersOf(route, status),
    content: isOther
      ? { [content.mediaType]: { schema: { type: "string" } } }
      : { "application/json": { schema: answerSchema(content) } },
  };
}
