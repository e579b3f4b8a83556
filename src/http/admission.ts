import rateLimit, { normalizeIP } from "@fastify/rate-limit";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Api } from "./api.ts";
import { type BearerToken, createBearerAuthentication, requireScope } from "./bearer-authentication.ts";
import { failureJson } from "./failure-json.ts";
import { notFoundMessage } from "./not-found.ts";

/** How often somebody may ask within a minute, in this process. */
export interface RequestLimits {
  /** With one token, whoever holds it. */
  perToken: number;
  /** Without a known token, from one address: guessing is slow, and loud in the answers. */
  perStranger: number;
}

/** Ten a second: far more than a platform needs for its numbers, far less than the database bears. */
export const REQUEST_LIMITS: RequestLimits = { perToken: 600, perStranger: 60 };

const WINDOW_MS = 60_000;

type Check = (request: FastifyRequest) => Promise<{ isExceeded: boolean; ttlInSeconds: number }>;

/**
 * Who is let in: every request but those to open routes shows a token, and neither tokens nor strangers ask without limit.
 * A known token is let in however many strangers share its address (a proxy's, mostly): nobody can lock it out.
 */
export function addAdmission(
  api: Api,
  { tokens, limits }: { tokens: readonly BearerToken[]; limits: RequestLimits },
): { answerUnknownAddress(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> } {
  const authenticate = createBearerAuthentication(tokens);
  let ofToken: Check;
  let ofStranger: Check;
  api.register(rateLimit, { global: false });
  api.after(() => {
    const counted = (max: number, keyGenerator: (request: FastifyRequest) => string): Check => {
      const check = api.createRateLimit({ max, timeWindow: WINDOW_MS, keyGenerator });
      return async (request) => {
        const counts = await check(request);
        return counts.isAllowed ? { isExceeded: false, ttlInSeconds: 0 } : counts;
      };
    };
    ofToken = counted(limits.perToken, ({ tokenName }) => tokenName);
    ofStranger = counted(limits.perStranger, ({ ip }) => normalizeIP(ip));
  });

  // By route, never by the text of the address, which has many spellings; the text only picks between 401 and 404.
  const isLocked = ({ is404, url, routeOptions }: FastifyRequest) =>
    is404 ? url.startsWith("/api/") : routeOptions.config.open !== true;

  async function refuseStranger(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { isExceeded, ttlInSeconds } = await ofStranger(request);
    if (isExceeded) return answerTooMany(request, reply, ttlInSeconds);
    return reply
      .code(401)
      .headers({ "www-authenticate": "Bearer", "x-request-id": request.id })
      .send(failureJson(request.id, "Unauthorized"));
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
    if (token === null) return refuseStranger(request, reply);
    request.tokenName = token.name;
    const { isExceeded, ttlInSeconds } = await ofToken(request);
    if (isExceeded) return answerTooMany(request, reply, ttlInSeconds);
    const { scope } = request.routeOptions.config;
    if (scope !== undefined) requireScope(token, scope);
  });

  return {
    async answerUnknownAddress(request, reply) {
      const isKnown = authenticate(request.headers.authorization) !== null;
      if (request.url.startsWith("/api/") && !isKnown) return refuseStranger(request, reply);
      return reply
        .code(404)
        .header("x-request-id", request.id)
        .send(failureJson(request.id, notFoundMessage(request)));
    },
  };
}

function answerTooMany(request: FastifyRequest, reply: FastifyReply, seconds: number): FastifyReply {
  return reply
    .code(429)
    .headers({ "retry-after": String(Math.max(1, seconds)), "x-request-id": request.id })
    .send(failureJson(request.id, "Too many requests: try again later"));
}
