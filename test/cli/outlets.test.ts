import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import { createOutlets } from "../../src/cli/outlets.ts";

type Streams = Parameters<typeof createOutlets>[0];

/** A stream whose writes fail with this code; null: they get through, later. */
function stream(code: string | null) {
  const written: string[] = [];
  const emitter = new EventEmitter();
  const error = code === null ? null : Object.assign(new Error(`${code}: it failed`), { code });
  const write = (text: string, done: (error?: Error | null) => void) =>
    setImmediate(() => {
      if (error === null && text !== "") written.push(text);
      done(error);
      if (error !== null) emitter.emit("error", error);
    });
  return { written, all: Object.assign(emitter, { write }) as unknown as Streams["stdout"] };
}

it("writes, and waits for what is being written", async () => {
  const [out, err] = [stream(null), stream(null)];
  const outlets = createOutlets({ stdout: out.all, stderr: err.all });
  outlets.out("one\n");
  outlets.out("two\n");
  outlets.err("three\n");
  expect(await outlets.flushed()).toBe(true);
  expect([out.written, err.written]).toEqual([["one\n", "two\n"], ["three\n"]]);
});

it("says nothing where the reader has gone, and counts nothing as lost", async () => {
  const [out, err] = [stream("EPIPE"), stream(null)];
  const outlets = createOutlets({ stdout: out.all, stderr: err.all });
  outlets.out("one\n");
  outlets.out("two\n");
  expect(await outlets.flushed()).toBe(true);
  expect(err.written).toEqual([]);
});

it("says once, in a line, what else keeps the answer from being written", async () => {
  const [out, err] = [stream("ENOSPC"), stream(null)];
  const outlets = createOutlets({ stdout: out.all, stderr: err.all });
  outlets.out("one\n");
  outlets.out("two\n");
  expect(await outlets.flushed()).toBe(false);
  expect(err.written).toEqual([
    "Not everything could be written to standard output (ENOSPC: it failed). What was done is done.\n",
  ]);
});

it("goes on where not even that can be said", async () => {
  const outlets = createOutlets({ stdout: stream("ENOSPC").all, stderr: stream("EPIPE").all });
  outlets.err("one\n");
  outlets.out("two\n");
  expect(await outlets.flushed()).toBe(false);
});
