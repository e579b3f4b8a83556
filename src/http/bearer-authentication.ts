import { createHash, timingSafeEqual } from "node:crypto";
import { NotPermitted } from "../domain/errors.ts";

/** `all` stands for every other scope. */
export type Scope = "read" | "write" | "force";

export interface BearerToken {
  /** Audited, and shown to people. */
  name: string;
  token: string;
  scope: Scope | "all";
}

/**
 * Reading comes with every scope: whoever changes a number must be able to look at the outcome. Writing and force-deleting
 * do not come with each other: the everyday token of a platform need not be able to let records go.
 */
const GRANTS: Record<BearerToken["scope"], readonly Scope[]> = {
  read: ["read"],
  write: ["read", "write"],
  force: ["read", "force"],
  all: ["read", "write", "force"],
};

/** Finds the token of an Authorization header; null where there is none, or no such token. */
export type Authenticate = (authorization: string | undefined) => BearerToken | null;

/** Without tokens nobody is let in. */
export function createBearerAuthentication(tokens: readonly BearerToken[]): Authenticate {
  const known = tokens.map((token) => ({ token, digest: digestOf(token.token) }));
  return (authorization) => {
    const [, given] = /^Bearer +(\S+) *$/i.exec(authorization ?? "") ?? [];
    if (given === undefined) return null;
    const digest = digestOf(given);
    // Every token is compared, and by digests of one length: the time tells nothing about any of them.
    const matching = known.filter((candidate) => timingSafeEqual(candidate.digest, digest));
    return matching[0]?.token ?? null;
  };
}

/** Throws NotPermitted, naming the scope that is missing. */
export function requireScope({ name, scope }: BearerToken, needed: Scope): void {
  if (GRANTS[scope].includes(needed)) return;
  throw new NotPermitted(
    `The token "${name}" has the scope ${scope}, this needs the scope ${needed}`,
    `A token with the scope ${needed}, or without a scope, may do it.`,
  );
}

function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
