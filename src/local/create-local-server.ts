import { chmodSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { CommandVerbs } from "../operations/command-verbs.ts";
import type { Log } from "../operations/ports/world.ts";
import { createDesk } from "./desk.ts";
import { readJson } from "./read-json.ts";
import { socketPathIn } from "./socket-path.ts";
import { type Failure, VerbFailed } from "./verb-failed.ts";
import { isVerbName } from "./verb-requests.ts";

/** The bot's door for the command line of the same machine. */
export interface LocalServer {
  /** The directory must be locked by this process. Never throws: without the door the bot works all the same. */
  listen(): Promise<void>;
  /** Takes no more requests, and waits for those that run for at most `drainMs`. */
  close(drainMs: number): Promise<void>;
}

const LARGEST_REQUEST_BYTES = 1_000_000;

/**
 * Serves the verbs over HTTP on the socket `lineman.sock` in the data directory, which only its owner may open (mode 0600).
 * That is the whole protection: whoever can open it can read the data files as well, so who asks (the system user) is taken
 * from the request.
 */
export function createLocalServer(dataDir: string, verbs: CommandVerbs, log: Log): LocalServer {
  const desk = createDesk(verbs);
  const path = socketPathIn(dataDir);
  let isListening = false;

  async function answer(request: IncomingMessage): Promise<{ status: number; body: object }> {
    const name = /^\/verbs\/(\w+)$/.exec(request.url ?? "")?.[1] ?? "";
    if (request.method !== "POST" || !isVerbName(name))
      return refused(
        404,
        "unknown_verb",
        "The running bot does not know this command. It is of another version: restart it.",
      );
    try {
      // The desk reads it, and refuses what it cannot be asked.
      const asked = (await readJson(request, LARGEST_REQUEST_BYTES)) as never;
      return { status: 200, body: { result: await desk.ask(name, asked) } };
    } catch (error) {
      if (error instanceof VerbFailed) {
        const { failure } = error;
        return { status: failure.code === "unknown_verb" ? 400 : 422, body: { failure } };
      }
      log.error({ err: error, verb: name }, "an unexpected error while the command line was served");
      return refused(500, "unexpected", "Something unexpected happened in the bot; its log has the details.");
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, body } = await answer(request);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  }

  const server = createServer((request, response) => {
    // A request that breaks off in the middle has nobody to be answered.
    serve(request, response).catch(() => response.destroy());
  });
  // A look at a number with many resources, or a long audit log, takes its time.
  server.requestTimeout = 0;

  return {
    async listen() {
      // The directory is locked by this process: what lies there was left behind by one that was killed.
      rmSync(path, { force: true });
      const listening = new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.once("listening", resolve);
      });
      // The socket is made while `listen` runs, and is never open to others, not for a moment.
      const before = process.umask(0o177);
      server.listen(path);
      process.umask(before);
      try {
        await listening;
        chmodSync(path, 0o600);
        isListening = true;
      } catch (error) {
        log.warn({ err: error, path }, "the command line cannot reach this process: no local socket");
      }
    },
    async close(drainMs) {
      if (!isListening) return;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const tooLate = setTimeout(() => server.closeAllConnections(), drainMs);
      await closed;
      clearTimeout(tooLate);
    },
  };
}

function refused(status: number, code: Failure["code"], message: string) {
  const failure: Failure = { code, message, status: null };
  return { status, body: { failure } };
}
