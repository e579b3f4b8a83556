import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { StandinReply, StandinRequest } from "./wire.ts";

const answer = {
  status: z.number().int().min(200).max(599),
  /** A string is sent as it is, anything else as JSON. */
  body: z.unknown().optional(),
  contentType: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  delayMs: z.number().min(0).optional(),
};

const match = {
  method: z.string().optional(),
  /** Begins with "/": a prefix of the path. Anything else: the source of a RegExp tested on the path. */
  path: z.string().optional(),
  bodyIncludes: z.string().optional(),
  /** Let this many matching requests through first (default 0). */
  skip: z.number().int().min(0).optional(),
  /** Strike this many times (default: without limit). */
  times: z.number().int().min(1).optional(),
};

const faultSchema = z.discriminatedUnion("kind", [
  z.strictObject({ ...match, ...answer, kind: z.literal("answer") }),
  z.strictObject({ ...match, ...answer, kind: z.literal("applied_then_answer") }),
  z.strictObject({ ...match, kind: z.literal("reset") }),
  z.strictObject({ ...match, kind: z.literal("applied_then_reset") }),
  z.strictObject({ ...match, kind: z.literal("hang") }),
  z.strictObject({ ...match, kind: z.literal("delay"), delayMs: z.number().min(0) }),
  z.strictObject({
    ...match,
    kind: z.literal("rewrite"),
    contentType: z.string().optional(),
    headers: z.record(z.string(), z.string()).optional(),
  }),
]);

/**
 * How a stand-in misbehaves. `answer` and `reset` strike before anything is applied, `applied_then_*` after; `hang` never
 * answers; `delay` is slow but right; `rewrite` keeps the right answer and changes its headers.
 */
export type Fault = z.infer<typeof faultSchema>;

/** Reads a fault that came over HTTP; throws a ZodError that names every wrong field. */
export function parseFault(value: unknown): Fault {
  return faultSchema.parse(value);
}

type FaultHandle = { readonly id: string; hits(): number; remove(): void };
type FaultStatus = { readonly id: string; readonly fault: Fault; readonly hits: number };

type Entry = { readonly id: string; readonly fault: Fault; seen: number; hits: number };

export type FaultSet = {
  add(fault: Fault): FaultHandle;
  remove(id: string): boolean;
  clear(): void;
  list(): FaultStatus[];
  /** The fault that strikes this request, and counts the hit. The oldest live fault wins. */
  take(request: StandinRequest): FaultStatus | undefined;
};

/** The faults of one stand-in, in the order in which they were set. */
export function createFaultSet(): FaultSet {
  const entries: Entry[] = [];
  let lastNumber = 0;
  const remove = (id: string) => {
    const index = entries.findIndex((entry) => entry.id === id);
    if (index >= 0) entries.splice(index, 1);
    return index >= 0;
  };
  return {
    add(fault) {
      lastNumber += 1;
      const entry: Entry = { id: `fault-${lastNumber}`, fault: parseFault(fault), seen: 0, hits: 0 };
      entries.push(entry);
      return { id: entry.id, hits: () => entry.hits, remove: () => void remove(entry.id) };
    },
    remove,
    clear: () => void entries.splice(0),
    list: () => entries.map(({ id, fault, hits }) => ({ id, fault, hits })),
    take(request) {
      for (const entry of entries) {
        if (!matches(entry.fault, request) || spent(entry)) continue;
        entry.seen += 1;
        if (entry.seen <= (entry.fault.skip ?? 0)) continue;
        entry.hits += 1;
        return { id: entry.id, fault: entry.fault, hits: entry.hits };
      }
      return undefined;
    },
  };
}

function spent(entry: Entry): boolean {
  return entry.fault.times !== undefined && entry.hits >= entry.fault.times;
}

function matches(fault: Fault, request: StandinRequest): boolean {
  if (fault.method !== undefined && fault.method.toUpperCase() !== request.method) return false;
  if (fault.bodyIncludes !== undefined && !request.body.includes(fault.bodyIncludes)) return false;
  if (fault.path === undefined) return true;
  return fault.path.startsWith("/")
    ? request.path.startsWith(fault.path)
    : new RegExp(fault.path).test(request.path);
}

/** Answers one request under a fault (or none). "reset" and "hang" are for the server to act out. */
export async function answerUnderFault(
  fault: Fault | undefined,
  answerRightly: () => Promise<StandinReply>,
  closing: AbortSignal,
): Promise<StandinReply | "reset" | "hang"> {
  switch (fault?.kind) {
    case undefined:
      return answerRightly();
    case "answer":
      return faultyAnswer(fault, closing);
    case "applied_then_answer":
      await answerRightly();
      return faultyAnswer(fault, closing);
    case "reset":
      return "reset";
    case "applied_then_reset":
      await answerRightly();
      return "reset";
    case "hang":
      return "hang";
    case "delay":
      await sleep(fault.delayMs, undefined, { signal: closing });
      return answerRightly();
    case "rewrite": {
      const reply = await answerRightly();
      const contentType = fault.contentType === undefined ? {} : { "content-type": fault.contentType };
      return { ...reply, headers: { ...reply.headers, ...contentType, ...fault.headers } };
    }
  }
}

async function faultyAnswer(
  fault: Extract<Fault, { kind: "answer" | "applied_then_answer" }>,
  closing: AbortSignal,
): Promise<StandinReply> {
  if (fault.delayMs) await sleep(fault.delayMs, undefined, { signal: closing });
  const isText = typeof fault.body === "string";
  const contentType = fault.contentType ?? (isText ? "text/html; charset=utf-8" : "application/json");
  return {
    status: fault.status,
    headers: { "content-type": contentType, ...fault.headers },
    ...(fault.body === undefined ? {} : { body: isText ? String(fault.body) : JSON.stringify(fault.body) }),
  };
}
