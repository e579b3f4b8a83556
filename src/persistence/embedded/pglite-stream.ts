import { Duplex } from "node:stream";
import type { PGlite } from "@electric-sql/pglite";
import type { DatabaseEnd } from "./database-end.ts";

// Codes of the two start-up requests that come without a type byte and that the answer "N" declines.
const SSL_REQUEST = 80877103;
const GSS_ENCRYPTION_REQUEST = 80877104;

const TERMINATE = "X";
// Messages after which the server answers what was sent so far: Query, Sync, Flush.
const ENDS_A_BATCH = new Set(["Q", "S", "H"]);

const SYNC = Buffer.from([0x53, 0, 0, 0, 4]);

/**
 * Makes in-process connections to PGlite that speak PostgreSQL's wire protocol, for the `stream` option of node-postgres.
 * PGlite has one session: a connection answers only when the one before it is closed and cleaned up, so give the pool `max: 1`.
 * COPY FROM STDIN is not to be used: PGlite 0.5 waits for its data inside WebAssembly and blocks the process for ever.
 */
export function createPgliteConnector(database: PGlite, end: DatabaseEnd): () => Duplex {
  let previous: Promise<void> = Promise.resolve();
  return () => {
    const stream = new PgliteStream(database, previous, end);
    previous = stream.cleanedUp;
    return stream;
  };
}

/** The severity of an error after which the server ends: PGlite does not, and its next call blocks the process for ever. */
const PANIC = "SPANIC\0VPANIC\0";

class PgliteStream extends Duplex {
  /** Settles when the session is clean again: no transaction, no prepared statement, no LISTEN left behind. */
  readonly cleanedUp: Promise<void>;
  readonly #database: PGlite;
  readonly #end: DatabaseEnd;
  #markCleanedUp: () => void = () => {};
  #received: Buffer = Buffer.alloc(0);
  #batch: Buffer[] = [];
  #started = false;
  #work: Promise<void>;

  constructor(database: PGlite, previousConnection: Promise<void>, end: DatabaseEnd) {
    super();
    this.#database = database;
    this.#end = end;
    this.#work = previousConnection;
    this.cleanedUp = new Promise((resolve) => {
      this.#markCleanedUp = resolve;
    });
  }

  // What node-postgres asks of a socket.
  connect(): this {
    queueMicrotask(() => this.emit("connect"));
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    for (let message = this.#nextMessage(); message !== undefined; message = this.#nextMessage()) {
      if (this.#started) this.#acceptMessage(message);
      else this.#acceptStartup(message);
    }
    done();
  }

  override _final(done: () => void): void {
    void this.#work.then(() => {
      this.push(null);
      done();
    });
  }

  /**
   * A dropped connection must not leave its transaction open: there is one session only, and later writes would silently
   * join it and vanish. Sync comes first, because after an error the server ignores everything else until it sees one.
   */
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    void this.#work
      .then(async () => {
        for (const message of [SYNC, simpleQuery("ROLLBACK"), simpleQuery("DISCARD ALL")]) {
          await this.#execute(message, () => {});
        }
      })
      // The database is closed already: nothing is left to clean up.
      .catch(() => {})
      .then(() => {
        this.#markCleanedUp();
        done(error);
      });
  }

  /** Takes one whole message off the received bytes; undefined while it is incomplete. Start-up messages have no type byte. */
  #nextMessage(): Buffer | undefined {
    const typeLength = this.#started ? 1 : 0;
    if (this.#received.length < typeLength + 4) return undefined;
    const length = typeLength + this.#received.readInt32BE(typeLength);
    if (this.#received.length < length) return undefined;
    const message = this.#received.subarray(0, length);
    this.#received = this.#received.subarray(length);
    return message;
  }

  #acceptStartup(message: Buffer): void {
    const code = message.readInt32BE(4);
    if (code === SSL_REQUEST || code === GSS_ENCRYPTION_REQUEST) {
      this.push("N");
      return;
    }
    this.#started = true;
    this.#send(message);
  }

  #acceptMessage(message: Buffer): void {
    const type = String.fromCharCode(message[0] ?? 0);
    // Terminate ends this connection, not the database; the end of the stream follows it.
    if (type === TERMINATE) return;
    this.#batch.push(message);
    if (!ENDS_A_BATCH.has(type)) return;
    this.#send(Buffer.concat(this.#batch));
    this.#batch = [];
  }

  #send(bytes: Buffer): void {
    this.#work = this.#work
      .then(() => this.#execute(bytes, (answer) => this.push(answer)))
      .catch((error: unknown) => {
        this.destroy(error instanceof Error ? error : new Error(String(error)));
      });
  }

  #execute(bytes: Buffer, onAnswer: (answer: Buffer) => void): Promise<void> {
    return this.#database.runExclusive(async () => {
      if (this.#end.hasCome()) throw new Error("The embedded database has ended after an error.");
      await this.#database.execProtocolRawStream(bytes, {
        onRawData: (data) => {
          // Copied, because the bytes lie in WebAssembly memory that is used again.
          const answer = Buffer.from(data);
          if (answer.includes(PANIC)) this.#end.come(wordsOf(answer));
          onAnswer(answer);
        },
      });
    });
  }
}

/** The message of an ErrorResponse: its field M. */
function wordsOf(answer: Buffer): string {
  return /\0M([^\0]*)\0/.exec(answer.toString("utf8"))?.[1] ?? "no reason given";
}

function simpleQuery(sql: string): Buffer {
  const text = Buffer.from(`${sql}\0`);
  const head = Buffer.alloc(5, "Q");
  head.writeInt32BE(4 + text.length, 1);
  return Buffer.concat([head, text]);
}
