import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable, Writable } from "node:stream";

/** A browser without a window that takes pictures of pages. */
export interface Camera {
  /** A PNG of the whole page, two device pixels to one. `width` in pixels; the height is the content's. */
  picture(html: string, width: number): Promise<Buffer>;
  close(): Promise<void>;
}

type Answer = { id?: number; method?: string; result?: Record<string, unknown>; error?: { message: string } };

const SCALE = 2;

/** Starts Chromium and speaks its DevTools protocol over a pipe: no port, and no package that pins a browser. */
export async function openCamera(executable: string): Promise<Camera> {
  const profile = mkdtempSync(path.join(tmpdir(), "slack-tour-"));
  const flags = [
    "--headless",
    "--no-sandbox",
    "--hide-scrollbars",
    "--disable-gpu",
    "--font-render-hinting=none",
  ];
  const child = spawn(
    executable,
    [...flags, "--remote-debugging-pipe", `--user-data-dir=${profile}`, "about:blank"],
    {
      stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
    },
  );
  const ended = new Promise<Error>((resolve) => {
    child.once("error", resolve);
    child.once("exit", (code) => resolve(new Error(`${executable} ended with code ${code}`)));
  });
  const pipe = talkTo(child.stdio[3] as Writable, child.stdio[4] as Readable);
  const call = async (method: string, params: object, sessionId?: string) => {
    const answer = await Promise.race([pipe.call(method, params, sessionId), ended]);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const { targetId } = await call("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await call("Target.attachToTarget", { targetId, flatten: true });
  const page = (method: string, params: object = {}) => call(method, params, String(sessionId));
  const { frameTree } = (await page("Page.getFrameTree")) as { frameTree: { frame: { id: string } } };

  async function measured(expression: string): Promise<unknown> {
    const { result } = await page("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    return (result as { value: unknown }).value;
  }

  return {
    async picture(html, width) {
      const size = { width, deviceScaleFactor: SCALE, mobile: false };
      await page("Emulation.setDeviceMetricsOverride", { ...size, height: 100 });
      await page("Page.setDocumentContent", { frameId: frameTree.frame.id, html });
      const height = Number(
        await measured("document.fonts.ready.then(() => document.documentElement.scrollHeight)"),
      );
      await page("Emulation.setDeviceMetricsOverride", { ...size, height });
      const clip = { x: 0, y: 0, width, height, scale: 1 };
      const { data } = await page("Page.captureScreenshot", { format: "png", clip, optimizeForSpeed: false });
      return Buffer.from(String(data), "base64");
    },

    async close() {
      await call("Browser.close", {}).catch(() => undefined);
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Messages are JSON with a zero byte after each. */
function talkTo(to: Writable, from: Readable) {
  const waiting = new Map<
    number,
    { resolve: (result: Record<string, unknown>) => void; reject: (error: Error) => void }
  >();
  let last = 0;
  let unread = "";
  // A pipe that breaks is the browser's end, which is told by itself.
  to.on("error", () => undefined);
  from.setEncoding("utf8").on("data", (chunk: string) => {
    const messages = (unread + chunk).split("\0");
    unread = messages.pop() ?? "";
    for (const message of messages) take(JSON.parse(message) as Answer);
  });

  function take({ id, result, error }: Answer): void {
    const asked = id === undefined ? undefined : waiting.get(id);
    if (id === undefined || asked === undefined) return;
    waiting.delete(id);
    if (error === undefined) asked.resolve(result ?? {});
    else asked.reject(new Error(error.message));
  }

  return {
    call(method: string, params: object, sessionId?: string): Promise<Record<string, unknown>> {
      last += 1;
      const id = last;
      const answer = new Promise<Record<string, unknown>>((resolve, reject) => {
        waiting.set(id, { resolve, reject });
      });
      to.write(
        `${JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`,
      );
      return answer;
    },
  };
}
