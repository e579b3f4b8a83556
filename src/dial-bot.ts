import type { Config } from "./config.ts";
import type { Desk } from "./local/desk.ts";
import { dialLocalServer } from "./local/dial-local-server.ts";

/** `bot`: the running bot works for the command line. */
export interface OpenDesk extends Desk {
  via: "bot" | "database";
  close(): Promise<void>;
}

/** The desk cannot be opened: what is so, and what to do about it. The message says both. */
export class DeskClosed extends Error {
  readonly what: string;
  /** Null where `what` says it already, or nobody knows. */
  readonly next: string | null;
  constructor(what: string, next: string | null, options?: ErrorOptions) {
    super(next === null ? what : `${what} ${next}`, options);
    this.what = what;
    this.next = next;
  }
}

/** The bot that works on the embedded database, or null where none listens. Throws DeskClosed where it may not be asked. */
export async function dialBot({ url, dataDir }: Config["database"]): Promise<OpenDesk | null> {
  if (url !== null) return null;
  const dialled = await dialLocalServer(dataDir);
  if (dialled.reached) return { ...dialled.desk, via: "bot", close: async () => {} };
  if (dialled.why === "absent") return null;
  throw new DeskClosed(
    dialled.why === "forbidden"
      ? `The bot's socket in ${dataDir} belongs to another system user.`
      : `The directory ${dataDir} is closed to this system user.`,
    "Run this as the user that the bot runs as, or set DATA_DIR to a directory of this user's.",
  );
}
