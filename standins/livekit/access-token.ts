import { createHmac, timingSafeEqual } from "node:crypto";

/** Answered before Twirp is reached, as plain text: clients see no Twirp code (livekit-server pkg/service/auth.go). */
export class TokenRefusal extends Error {}

export type Grants = { readonly sipAdmin: boolean };

/** go-jose's default leeway for exp and nbf. */
const LEEWAY_SECONDS = 60;

/**
 * Checks the bearer token as livekit-server does: HS256 with the secret of the key in `iss`, `exp` and `nbf` with a minute's
 * leeway. No header at all is no error yet: the RPC refuses for want of a grant. The 401 text repeats the token, as the real one.
 */
export function readGrants(
  authorization: string | undefined,
  keys: ReadonlyMap<string, string>,
  nowSeconds: number,
): Grants {
  if (authorization === undefined || authorization === "") return { sipAdmin: false };
  if (!authorization.startsWith("Bearer ")) {
    throw new TokenRefusal("invalid authorization header. Must start with Bearer ");
  }
  const token = authorization.slice("Bearer ".length);
  const [header = "", payload = "", signature = ""] = token.split(".");
  const claims = decode(payload);
  if (decode(header)?.["alg"] !== "HS256" || claims === undefined) {
    throw new TokenRefusal("invalid authorization token");
  }
  const secret = keys.get(String(claims["iss"]));
  if (secret === undefined) throw new TokenRefusal(`invalid API key: ${claims["iss"]}`);
  const invalid = (why: string) => new TokenRefusal(`invalid token: ${token}, error: ${why}`);
  if (!signed(`${header}.${payload}`, signature, secret)) {
    throw invalid("go-jose/go-jose: error in cryptographic primitive");
  }
  const { exp, nbf } = claims;
  if (typeof nbf === "number" && nowSeconds + LEEWAY_SECONDS < nbf) {
    throw invalid("go-jose/go-jose/jwt: validation failed, token not valid yet (nbf)");
  }
  if (typeof exp === "number" && nowSeconds - LEEWAY_SECONDS > exp) {
    throw invalid("go-jose/go-jose/jwt: validation failed, token is expired (exp)");
  }
  const sip = claims["sip"];
  return { sipAdmin: typeof sip === "object" && sip !== null && "admin" in sip && sip.admin === true };
}

function decode(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function signed(input: string, signature: string, secret: string): boolean {
  const wanted = createHmac("sha256", secret).update(input).digest();
  const given = Buffer.from(signature, "base64url");
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
