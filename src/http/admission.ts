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
): { answerUnknownAddress(request: FastifyRequest, reply: FastifyReply): Promise<void> } {
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
  const isLocked = (request: FastifyRequest) =>
    request.is404 ? isUnderApi(request) : request.routeOptions.config.open !== true;

  async function refuseStranger(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { isExceeded, ttlInSeconds } = await ofStranger(request);
    if (isExceeded) return answerTooMany(request, reply, ttlInSeconds);
    reply.code(401).header("www-authenticate", "Bearer").send(failureJson(request.id, "Unauthorized"));
  }

  /** The token of whoever is let in; null: they were answered. */
  async function letIn(request: FastifyRequest, reply: FastifyReply): Promise<BearerToken | null> {
    const token = authenticate(request.headers.authorization);
    if (token === null) {
      await refuseStranger(request, reply);
      return null;
    }
    request.tokenName = token.name;
    const { isExceeded, ttlInSeconds } = await ofToken(request);
    if (!isExceeded) return token;
    answerTooMany(request, reply, ttlInSeconds);
    return null;
  }

  api.decorateRequest("tokenName", "");
  api.addHook("onRequest", async (request, reply) => {
    reply.headers(headersFor(request));
    if (!isLocked(request)) return;
    const token = await letIn(request, reply);
    if (token === null) return reply;
    const { scope } = request.routeOptions.config;
    if (scope !== undefined) requireScope(token, scope);
  });

  return {
    // The framework comes here past every hook.
    async answerUnknownAddress(request, reply) {
      reply.headers(headersFor(request));
      if (isUnderApi(request) && (await letIn(request, reply)) === null) return;
      reply.code(404).send(failureJson(request.id, notFoundMessage(request)));
    },
  };
}

const isUnderApi = ({ url }: FastifyRequest) => url.startsWith("/api/");

/** What every answer carries, whoever is answered. */
function headersFor({ id }: FastifyRequest) {
  return { "x-request-id": id, "x-content-type-options": "nosniff", "cache-control": "no-store" };
}

function answerTooMany(request: FastifyRequest, reply: FastifyReply, seconds: number): void {
  reply
    .code(429)
    .header("retry-after", String(Math.max(1, seconds)))
    .send(failureJson(request.id, "Too many requests: try again later"));
}
