import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { fastify } from "fastify";
import { DatabaseAwaited } from "../domain/database-trouble.ts";
import type { KeptAnswers } from "../operations/ports/kept-answers.ts";
import type { Clock, Log } from "../operations/ports/world.ts";
import { acceptJsonOnly } from "./accept-json-only.ts";
import { addAdmission, REQUEST_LIMITS, type RequestLimits } from "./admission.ts";
import type { Api, ApiOperations } from "./api.ts";
import type { BearerToken } from "./bearer-authentication.ts";
import { errorAnswer } from "./error-answer.ts";
import { failureJson } from "./failure-json.ts";
import { createOnce } from "./idempotency.ts";
import type { Installation } from "./import-schema.ts";
import { limitAtOnce, type MostAtOnce } from "./limit-at-once.ts";
import { notFoundMessage } from "./not-found.ts";
import { refuseWrongMethods } from "./refuse-wrong-methods.ts";
import { addCreateNumber } from "./routes/create-number.ts";
import { addDeleteNumber } from "./routes/delete-number.ts";
import { addDocumentation } from "./routes/documentation.ts";
import { addForceDeleteNumber } from "./routes/force-delete-number.ts";
import { addHealth, type ReadinessCheck } from "./routes/health.ts";
import { addImportNumber } from "./routes/import-number.ts";
import { addListNumbers } from "./routes/list-numbers.ts";
import { addMetrics } from "./routes/metrics.ts";
import { addReportCorruption } from "./routes/report-corruption.ts";
import { addRunbook } from "./routes/runbook.ts";
import { addShowNumber } from "./routes/show-number.ts";
import { limitTime } from "./time-limit.ts";

export interface ApiDeps {
  operations: ApiOperations;
  tokens: readonly BearerToken[];
  /** Default: REQUEST_LIMITS. */
  limits?: RequestLimits;
  /** Default: MOST_AT_ONCE. */
  mostAtOnce?: MostAtOnce;
  /** See LEASE_MS. */
  leaseMs?: number;
  /** What callers were answered under their Idempotency-Keys. */
  keptAnswers: KeptAnswers;
  installation: Installation;
  /** Where answers send people for the manual clean-up. */
  docsUrl: string;
  /** No answer takes longer; must leave room for a delete's budget. */
  answerWithinMs: number;
  readiness: () => Promise<ReadinessCheck[]>;
  /** Why the database has not been reached yet, as a phrase; null once it was. */
  awaitsDatabase: () => string | null;
  metrics: () => Promise<{ contentType: string; text: string }>;
  requestIdOf: (request: IncomingMessage) => string;
  /** A random UUID. */
  newId: () => string;
  clock: Pick<Clock, "now">;
  log: Log;
}

/** Ten for each connection to the database, and a few for what is rare: who would wait behind more is answered sooner elsewhere. */
const MOST_AT_ONCE: MostAtOnce = { read: 100, write: 100, force: 20 };
const BODY_LIMIT_BYTES = 256 * 1024;
/** So long after the death of a process its callers' repeats are run: longer than one renewal can hang (LONGEST_SILENCE_MS). */
const LEASE_MS = 30_000;
const RUNBOOK = new URL("../../docs/runbook.md", import.meta.url);
const { version: VERSION } = JSON.parse(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
) as { version: string };

/** The API without a server of its own: requests are handed to its `routing` once it is `ready`. */
export function createApi(deps: ApiDeps): Api {
  const api = fastify({
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    genReqId: (request) => deps.requestIdOf(request),
    routerOptions: { ignoreTrailingSlash: true },
    // An address that cannot be decoded, or a parameter without end, names no phone number.
    frameworkErrors: (_error, request, reply) => void answerUnknownAddress(request, reply),
  });
  const { answerUnknownAddress } = addAdmission(api, {
    tokens: deps.tokens,
    limits: deps.limits ?? REQUEST_LIMITS,
  });
  const addRefusals = refuseWrongMethods(api);
  api.addHook("onRequest", async ({ is404, routeOptions }) => {
    const trouble = deps.awaitsDatabase();
    if (trouble !== null && !is404 && routeOptions.config.open !== true) throw new DatabaseAwaited(trouble);
  });
  api.setErrorHandler((error, request, reply) => {
    const { words, scope } = request.routeOptions.config;
    const { status, message, errors, headers, bug } = errorAnswer(error, {
      ...words,
      isRead: scope === "read",
    });
    if (bug) deps.log.error({ err: error, requestId: request.id }, "a request failed unexpectedly");
    return reply
      .code(status)
      .headers(headers ?? {})
      .send(failureJson(request.id, message, errors));
  });
  api.setNotFoundHandler((request, reply) =>
    reply.code(404).send(failureJson(request.id, notFoundMessage(request))),
  );
  limitAtOnce(api, deps.mostAtOnce ?? MOST_AT_ONCE);
  limitTime(api, deps.answerWithinMs, deps.log);
  acceptJsonOnly(api);
  addRoutes(api, deps);
  // After the plugins in which some of the routes stand.
  api.after(addRefusals);
  return api;
}

function addRoutes(api: Api, deps: ApiDeps): void {
  const { operations, installation, docsUrl } = deps;
  const once = createOnce({
    answers: deps.keptAnswers,
    now: deps.clock.now,
    newOwner: deps.newId,
    leaseMs: deps.leaseMs ?? LEASE_MS,
    log: deps.log,
  });
  addDocumentation(api, VERSION);
  addListNumbers(api, operations);
  addShowNumber(api, operations);
  addCreateNumber(api, operations, { once, docsUrl });
  addImportNumber(api, operations, { once, installation });
  addReportCorruption(api, operations, { once });
  addHealth(api, deps.readiness);
  addMetrics(api, deps.metrics);
  addRunbook(api, readFileSync(RUNBOOK, "utf8"));
  // What a DELETE carries is not read, whatever it calls itself.
  api.register(async (deletes) => {
    deletes.removeAllContentTypeParsers();
    deletes.addContentTypeParser("*", { parseAs: "buffer" }, (_request, _body, done) =>
      done(null, undefined),
    );
    addDeleteNumber(deletes, operations, { once, docsUrl });
    addForceDeleteNumber(deletes, operations, { once, docsUrl });
  });
}
