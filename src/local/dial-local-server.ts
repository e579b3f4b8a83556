import { statSync } from "node:fs";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import type { Desk, VerbAnswer } from "./desk.ts";
import { readJson } from "./read-json.ts";
import { socketPathIn } from "./socket-path.ts";
import { type Failure, VerbFailed } from "./verb-failed.ts";
import type { VerbName, VerbRequest } from "./verb-requests.ts";

/** `forbidden`: the socket belongs to another user. `no_entry`: the directory does. `absent`: nobody listens there. */
type WhyNot = "absent" | "forbidden" | "no_entry";
export type Dialled = { reached: true; desk: Desk } | { reached: false; why: WhyNot };

const LARGEST_ANSWER_BYTES = 100_000_000;

/** The bot that works in this data directory, if one does. */
export async function dialLocalServer(dataDir: string): Promise<Dialled> {
  const socketPath = socketPathIn(dataDir);
  const why = await tryToConnect(socketPath);
  return why === null ? { reached: true, desk: deskAt(socketPath) } : { reached: false, why };
}

/** Null where somebody listens. */
function tryToConnect(path: string): Promise<WhyNot | null> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(null);
    });
    socket.once("error", ({ code }: NodeJS.ErrnoException) => {
      if (code !== "EACCES" && code !== "EPERM") resolve("absent");
      // The same word for a socket that may not be opened, and for one that cannot even be looked for.
      else resolve(canBeSeen(path) ? "forbidden" : "no_entry");
    });
  });
}

function canBeSeen(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch {
    return false;
  }
}

function deskAt(socketPath: string): Desk {
  return {
    async ask<Name extends VerbName>(name: Name, request: VerbRequest<Name>) {
      const answer = await post(socketPath, `/verbs/${name}`, request);
      const body = await readJson(answer, LARGEST_ANSWER_BYTES).catch(() => undefined);
      if (isObject(body) && "result" in body) return body["result"] as VerbAnswer<Name>;
      throw new VerbFailed(
        isObject(body) && isObject(body["failure"]) ? (body["failure"] as unknown as Failure) : LOST,
      );
    },
  };
}

const LOST: Failure = {
  code: "answer_lost",
  message:
    "The bot ended before it had answered, so what became of this is not known. Look again before you repeat it.",
  status: null,
};

function post(socketPath: string, path: string, request: object): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json" };
    const sent = httpRequest({ socketPath, path, method: "POST", headers, agent: false }, resolve);
    sent.once("error", () => reject(new VerbFailed(LOST)));
    sent.end(JSON.stringify(request));
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
