import type { FastifyInstance } from "fastify";
import type { Operations } from "../operations/operations.ts";
import type { Scope } from "./bearer-authentication.ts";
import type { RouteDoc } from "./openapi/route-doc.ts";
import type { RouteWords } from "./route-words.ts";

/** The verbs that the HTTP API speaks. */
export type ApiOperations = Pick<
  Operations,
  | "listNumbers"
  | "showNumber"
  | "importNumber"
  | "createNumber"
  | "deleteNumber"
  | "reportCorruption"
  | "forceDeleteByApi"
>;

/** The server that routes are added to. */
export type Api = FastifyInstance;

declare module "fastify" {
  interface FastifyContextConfig {
    /** What the caller's token must allow. */
    scope?: Scope;
    /** Answered without a token. A route that says nothing is locked. */
    open?: true;
    /** The methods that the address takes, at a route that refuses the others. */
    allowed?: readonly string[];
    /** What the route calls its failures. */
    words?: RouteWords;
    /** What /openapi.json says of the route. */
    doc?: RouteDoc;
  }
  interface FastifyRequest {
    /** Name of the caller's token; empty on open routes. */
    tokenName: string;
  }
}
