import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { systemUser } from "../../src/cli/session.ts";
import { createTerminal, Interrupted } from "../../src/cli/terminal.ts";

type Streams = Parameters<typeof createTerminal>[0];
const terminalOf = (own: Streams, isColourOff = false) => createTerminal(own, { isColourOff });

/** Streams as a process has them; `columns`: at a terminal of this width. */
function streams(columns: number | null, hasColors = false) {
  const atTerminal = columns === null ? {} : { isTTY: true, columns, hasColors: () => hasColors };
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  for (const stream of [stdin, stdout, stderr])
    Object.assign(stream, atTerminal, { setRawMode: () => stream });
  const written = (stream: PassThrough) => String(stream.read() ?? "");
  return {
    stdin,
    stdout,
    stderr,
    written,
    all: Object.assign(new EventEmitter(), { stdin, stdout, stderr }) as unknown as Streams,
  };
}
const LINE = `${"word ".repeat(20).trim()}\n`;

describe("the terminal", () => {
  it("knows whether it is one, how wide it is, and whether it takes colours", () => {
    const { all: none } = streams(null);
    expect(terminalOf(none)).toMatchObject({ hasColour: false, columns: null, isInteractive: false });
    const { all: plain } = streams(80);
    expect(terminalOf(plain)).toMatchObject({ hasColour: false, columns: 80, isInteractive: true });
    const { all: colourful } = streams(0, true);
    expect(terminalOf(colourful)).toMatchObject({ hasColour: true, columns: null });
    expect(terminalOf(colourful, true)).toMatchObject({ hasColour: false });
  });

  it("folds what people read, and leaves what machines read as it is", () => {
    const { stdout, stderr, written, all } = streams(50);
    const terminal = terminalOf(all);
    terminal.out(LINE);
    expect(written(stdout)).toBe(LINE);
    const folded = `${"word ".repeat(10).trim()}\n`.repeat(2);
    terminal.say(LINE);
    expect(written(stdout)).toBe(folded);
    terminal.err(LINE);
    expect(written(stderr)).toBe(folded);
  });

  it("asks on standard error, line by line, and takes the answer without its spaces", async () => {
    const { stdin, stdout, stderr, written, all } = streams(null);
    const asked = terminalOf(all).ask("SIP trunk TK1\n  I have removed it myself [y/N] ");
    stdin.write("  yes \n");
    expect(await asked).toBe("yes");
    expect(written(stderr)).toBe("SIP trunk TK1\n  I have removed it myself [y/N] ");
    expect(written(stdout)).toBe("");
  });

  it("is interrupted where nothing more comes, and by Ctrl-C", async () => {
    const ended = streams(null);
    const asked = terminalOf(ended.all).ask("Go on? ");
    ended.stdin.end();
    await expect(asked).rejects.toThrow(Interrupted);
    const pressed = streams(80);
    const question = terminalOf(pressed.all).ask("Go on? ");
    pressed.stdin.write("\u0003");
    await expect(question).rejects.toThrow(Interrupted);
  });
});

it("names the system user, by number where the system has no name for it", () => {
  expect(systemUser()).toMatch(/\S/);
  const nameless = () => {
    throw new Error("no such user");
  };
  expect(systemUser(nameless)).toBe(`uid ${process.getuid?.()}`);
});
