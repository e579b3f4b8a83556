import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { InvalidInput } from "../domain/errors.ts";
import type { KeptAnswers, RequestKey } from "../operations/ports/kept-answers.ts";
import type { Clock, Log } from "../operations/ports/world.ts";
import { failureJson } from "./failure-json.ts";

/** What a route answers: kept under the request's Idempotency-Key, where it has one. */
export interface Answer {
  status: number;
  body: object;
}

/** Makes a route's handler of what works out its answer. */
export type Once = (
  work: (request: FastifyRequest) => Promise<Answer>,
) => (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

export interface IdempotencyDeps {
  answers: KeptAnswers;
  now: Clock["now"];
  /** A UUID for each try. */
  newOwner: () => string;
  /** A request whose process has not said for this long that it works on it is another try's to run. */
  leaseMs: number;
  log: Log;
}

const KEPT_MS = 24 * 60 * 60_000;
/** Printable ASCII, as long as Stripe's. */
const KEY = /^[\x20-\x7e]{1,255}$/;
const BUSY_RETRY_SECONDS = 2;
/** How often a lease is renewed while it lasts, so that a renewal that comes late is no death. */
const RENEWALS = 6;

/**
 * Stripe's semantics (docs.stripe.com/api/idempotent_requests) for whatever changes something: the same key and request get
 * the same answer for 24 hours, another request under the key is refused, and so is a repeat while the first one runs. What
 * was thrown is not kept: either nothing was begun, or nobody knows what was done, and then another try finds out.
 */
export function createOnce(deps: IdempotencyDeps): Once {
  return (work) => async (request, reply) => {
    const key = keyOf(request);
    if (key === null) {
      const { status, body } = await work(request);
      return reply.code(status).send(body);
    }
    const begun = await begin(deps, key, request);
    switch (begun.state) {
      case "done":
        return sendText(reply.header("idempotency-replayed", "true"), begun);
      case "in_progress":
        return reply
          .code(409)
          .header("retry-after", String(BUSY_RETRY_SECONDS))
          .send(failureJson(request.id, "A request with this Idempotency-Key is still being worked on"));
      case "other_request":
        throw new InvalidInput({
          "Idempotency-Key": ["was used for another request: use a new key for each request"],
        });
      case "begun":
        return sendText(reply, await workAndKeep(deps, key, begun.owner, () => work(request)));
    }
  };
}

async function begin(
  { answers, now, newOwner, leaseMs }: IdempotencyDeps,
  key: RequestKey,
  request: FastifyRequest,
) {
  const owner = newOwner();
  const at = now();
  const after = (ms: number) => new Date(at.getTime() + ms);
  const attempt = {
    fingerprint: fingerprintOf(request),
    owner,
    now: at,
    leaseUntil: after(leaseMs),
    expiresAt: after(KEPT_MS),
  };
  return { ...(await answers.begin(key, attempt)), owner };
}

async function workAndKeep(
  deps: IdempotencyDeps,
  key: RequestKey,
  owner: string,
  work: () => Promise<Answer>,
): Promise<{ status: number; body: string }> {
  const { answers, log } = deps;
  // Whether the answer is kept or not, it is true: the caller gets it.
  const orLog = (error: unknown) =>
    log.error({ err: error, caller: key.caller }, "the answer to an Idempotency-Key could not be kept");
  const stopRenewing = renewWhileWorking(deps, key, owner);
  let answer: Answer;
  try {
    answer = await work();
  } catch (error) {
    await answers.release(key, owner).catch(orLog);
    throw error;
  } finally {
    stopRenewing();
  }
  const kept = { status: answer.status, body: JSON.stringify(answer.body) };
  await answers.finish(key, owner, kept).catch(orLog);
  return kept;
}

/** Where a renewal fails the database is away: the operations themselves keep two tries apart. */
function renewWhileWorking(deps: IdempotencyDeps, key: RequestKey, owner: string): () => void {
  let isRenewing = false;
  const renew = async () => {
    // One after the other, also where the database hangs.
    if (isRenewing) return;
    isRenewing = true;
    const leaseUntil = new Date(deps.now().getTime() + deps.leaseMs);
    await deps.answers.keep(key, owner, leaseUntil).catch(() => {});
    isRenewing = false;
  };
  const renewing = setInterval(() => void renew(), deps.leaseMs / RENEWALS);
  return () => clearInterval(renewing);
}

function sendText(reply: FastifyReply, { status, body }: { status: number; body: string }): FastifyReply {
  return reply.code(status).type("application/json; charset=utf-8").send(body);
}

/** Throws InvalidInput for a key that cannot be one. */
function keyOf({ headers, tokenName }: FastifyRequest): RequestKey | null {
  const key = headers["idempotency-key"];
  if (key === undefined) return null;
  if (typeof key !== "string" || !KEY.test(key))
    throw new InvalidInput({ "Idempotency-Key": ["must be 1 to 255 printable ASCII characters"] });
  return { caller: tokenName, key };
}

/** The same for the same request, however its address is spelled; a DELETE's body is not read, so it does not count. */
function fingerprintOf({ method, routeOptions, params, body }: FastifyRequest): string {
  const parts = JSON.stringify([method, routeOptions.url, params, body ?? null]);
  return createHash("sha256").update(parts).digest("hex");
}
