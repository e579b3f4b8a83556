import { PrismaPg } from "@prisma/adapter-pg";
import type pg from "pg";
import { type Prisma, PrismaClient } from "./generated/client.ts";

/** What runs queries: the client itself, or one transaction of it. */
export type Queries = Prisma.TransactionClient;

/** Runs several queries all or nothing: in a transaction of their own, or in the one that is under way already. */
export type Atomically = <T>(work: (tx: Queries) => Promise<T>) => Promise<T>;

/** A Prisma client over the given pool. The pool stays the caller's: it is neither doubled nor ended. */
export function createPrismaClient(pool: pg.Pool): PrismaClient {
  // The other formats read our own source files to show the line that failed.
  return new PrismaClient({ adapter: new PrismaPg(pool), errorFormat: "minimal" });
}
