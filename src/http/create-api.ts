import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { type FastifyReply, type FastifyRequest, fastify } from "fastify";
import type { Log } from "../operations/ports/world.ts";
import type { Api, ApiOperations } from "./api.ts";
import { type BearerToken, createBearerAuthentication, requireScope } from "./bearer-authentication.ts";
import { errorAnswer } from "./error-answer.ts";
import { failureJson } from "./failure-json.ts";
import type { Installation } from "./import-schema.ts";
import { addCreateNumber } from "./routes/create-number.ts";
import { addDeleteNumber } from "./routes/delete-number.ts";
import { addForceDeleteNumber } from "./routes/force-delete-number.ts";
import { addHealth, type ReadinessCheck } from "./routes/health.ts";
import { addImportNumber } from "./routes/import-number.ts";
import { addListNumbers } from "./routes/list-numbers.ts";
import { addReportCorruption } from "./routes/report-corruption.ts";
import { addRunbook } from "./routes/runbook.ts";
import { addShowNumber } from "./routes/show-number.ts";

export interface ApiDeps {
  operations: ApiOperations;
  tokens: readonly BearerToken[];
  installation: Installation;
  /** Where answers send people for the manual clean-up. */
  docsUrl: string;
  /** No answer takes longer; must leave room for a delete's budget. */
  answerWithinMs: number;
  readiness: () => Promise<ReadinessCheck[]>;
  requestIdOf: (request: IncomingMessage) => string;
  log: Log;
}

const BODY_LIMIT_BYTES = 256 * 1024;
const RUNBOOK = new URL("../../docs/runbook.md", import.meta.url);

/** The API without a server of its own: requests are handed to its `routing` once it is `ready`. */
export function createApi(deps: ApiDeps): Api {
  const api = fastify({
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    handlerTimeout: deps.answerWithinMs,
    genReqId: (request) => deps.requestIdOf(request),
    routerOptions: { ignoreTrailingSlash: true },
    // An address that cannot be decoded, or a parameter without end, names no phone number.
    frameworkErrors: (_error, request, reply) => answerUnknownAddress(request, reply),
  });
  const authenticate = createBearerAuthentication(deps.tokens);
  // By route, never by the text of the address, which has many spellings; the text only picks between 401 and 404.
  const isLocked = ({ is404, url, routeOptions }: FastifyRequest) =>
    is404 ? url.startsWith("/api/") : routeOptions.config.open !== true;

  function answerUnknownAddress(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const isKnown = authenticate(request.headers.authorization) !== null;
    if (request.url.startsWith("/api/") && !isKnown) return answerUnauthorized(request, reply);
    return reply
      .code(404)
      .header("x-request-id", request.id)
      .send(failureJson(request.id, notFoundMessage(request)));
  }

  api.decorateRequest("tokenName", "");
  api.addHook("onRequest", async (request, reply) => {
    reply.headers({
      "x-request-id": request.id,
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    });
    if (!isLocked(request)) return;
    const token = authenticate(request.headers.authorization);
    if (token === null) return answerUnauthorized(request, reply);
    request.tokenName = token.name;
    const { scope } = request.routeOptions.config;
    if (scope !== undefined) requireScope(token, scope);
  });
  api.setErrorHandler((error, request, reply) => {
    const { status, message, errors, headers, bug } = errorAnswer(error, request.routeOptions.config.words);
    if (bug) deps.log.error({ err: error, requestId: request.id }, "a request failed unexpectedly");
    return reply
      .code(status)
      .headers(headers ?? {})
      .send(failureJson(request.id, message, errors));
  });
  api.setNotFoundHandler((request, reply) =>
    reply.code(404).send(failureJson(request.id, notFoundMessage(request))),
  );
  acceptJsonOnly(api);
  addRoutes(api, deps);
  return api;
}

function answerUnauthorized(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply
    .code(401)
    .headers({ "www-authenticate": "Bearer", "x-request-id": request.id })
    .send(failureJson(request.id, "Unauthorized"));
}

function notFoundMessage({ url }: FastifyRequest): string {
  return url.startsWith("/api/v2/phone_numbers/") ? "Phone number not found" : "Not found";
}

/** Clients send DELETE with a JSON content type and no body: an empty body is no body. */
function acceptJsonOnly(api: Api): void {
  const parseJson = api.getDefaultJsonParser("error", "error");
  api.removeAllContentTypeParsers();
  api.addContentTypeParser("application/json", { parseAs: "string" }, (request, body, done) =>
    body.length === 0 ? done(null, undefined) : parseJson(request, String(body), done),
  );
}

function addRoutes(api: Api, deps: ApiDeps): void {
  const { operations, installation, docsUrl } = deps;
  addListNumbers(api, operations);
  addShowNumber(api, operations);
  addCreateNumber(api, operations, docsUrl);
  addImportNumber(api, operations, installation);
  addReportCorruption(api, operations);
  addHealth(api, deps.readiness);
  addRunbook(api, readFileSync(RUNBOOK, "utf8"));
  // What a DELETE carries is not read, whatever it calls itself.
  api.register(async (deletes) => {
    deletes.removeAllContentTypeParsers();
    deletes.addContentTypeParser("*", { parseAs: "buffer" }, (_request, _body, done) =>
      done(null, undefined),
    );
    addDeleteNumber(deletes, operations, docsUrl);
    addForceDeleteNumber(deletes, operations, docsUrl);
  });
}
