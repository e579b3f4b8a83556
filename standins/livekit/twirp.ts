import { jsonReply, type StandinReply } from "../wire.ts";

/** Twirp codes and their HTTP statuses (Twirp wire protocol v7). */
const STATUS_OF = {
  invalid_argument: 400,
  malformed: 400,
  unauthenticated: 401,
  not_found: 404,
  bad_route: 404,
  internal: 500,
  unknown: 500,
} as const;

export type TwirpCode = keyof typeof STATUS_OF;

/** A request that the server answers with a Twirp error. */
export class TwirpRefusal extends Error {
  readonly code: TwirpCode;
  readonly meta: Readonly<Record<string, string>> | undefined;

  constructor(code: TwirpCode, message: string, meta?: Readonly<Record<string, string>>) {
    super(message);
    this.code = code;
    this.meta = meta;
  }
}

/** The error as it goes out. The content type has no charset: the SDK reads the code only from exactly "application/json". */
export function twirpReply(refusal: TwirpRefusal): StandinReply {
  const meta = refusal.meta === undefined ? {} : { meta: refusal.meta };
  return jsonReply(STATUS_OF[refusal.code], { code: refusal.code, msg: refusal.message, ...meta });
}
