import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createPatience, type Patience } from "./patience.ts";
import { apiTokenOf } from "./stage.ts";

/** An answer of the HTTP API. */
export interface ApiAnswer {
  status: number;
  body: {
    success?: boolean;
    message?: string;
    item?: { id: number; status: string };
    errors?: Record<string, string[]>;
  };
}

/** The voice platform: it calls the HTTP API, and calls again where it got no answer. */
export interface Platform {
  /** Sends it once. 0: no answer. */
  send(method: string, path: string, body?: unknown): Promise<ApiAnswer>;
  /**
   * Sends it until there is an answer that is not "try again" (none, 5xx, 409, 429), under one Idempotency-Key where `keyed`.
   * Throws after two quiet minutes.
   */
  insist(method: string, path: string, body?: unknown, options?: { keyed: boolean }): Promise<ApiAnswer>;
}

const AGAIN_AFTER_MS = 250;
const GIVE_UP_AFTER_MS = 120_000;
const NO_ANSWER: ApiAnswer = { status: 0, body: {} };

/** `url`: of the load balancer, or of one replica. */
export function createPlatform(url: () => string, patience: Patience = createPatience()): Platform {
  let turn = 0;
  const send = async (token: string, method: string, path: string, body?: unknown, key?: string) => {
    const answer = await fetch(`${url()}/api/v2/phone_numbers${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(key === undefined ? {} : { "idempotency-key": key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch(() => null);
    if (answer === null) return NO_ANSWER;
    const parsed = (await answer.json().catch(() => ({}))) as ApiAnswer["body"];
    return { status: answer.status, body: parsed };
  };
  const nextToken = () => {
    turn += 1;
    return apiTokenOf(turn);
  };
  return {
    send: (method, path, body) => send(nextToken(), method, path, body),
    async insist(method, path, body, { keyed } = { keyed: false }) {
      const key = keyed ? randomUUID() : undefined;
      // A key belongs to the token that it was sent with.
      const token = nextToken();
      const isTimeUp = patience.limit(GIVE_UP_AFTER_MS);
      for (;;) {
        const answer = await send(token, method, path, body, key);
        const again = answer.status === 0 || answer.status >= 500 || [409, 429].includes(answer.status);
        if (!again) return answer;
        if (isTimeUp())
          throw new Error(`${method} ${path}: still ${answer.status} ${JSON.stringify(answer.body)}`);
        await sleep(AGAIN_AFTER_MS);
      }
    },
  };
}
