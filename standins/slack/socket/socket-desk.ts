import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Journal } from "../journal.ts";
import { acceptLink, type Envelope, type OpenLink, type Outcome, type SocketLink } from "./socket-link.ts";

/** Slack's bound on open connections of one app (docs.slack.dev, Socket Mode). */
const mostConnections = 10;
const ticketLifeMs = 30_000;
/** How long an event waits for a connection, and how often it is sent again without an ack. */
const eventPatienceMs = 30_000;
const eventRepeats = 3;

/** What goes wrong with new connections, until it is set back. */
export type DialFault = "none" | "no_hello" | "no_upgrade";

export interface DeskOptions {
  journal: Journal;
  appId: string;
  pingEveryMs: number;
}

/** Slack's end of Socket Mode: tickets, open connections, and which of them gets a payload. */
export class SocketDesk {
  dialFault: DialFault = "none";
  /** Connections that ever said hello. */
  opened = 0;
  readonly #options: DeskOptions;
  readonly #tickets = new Map<string, number>();
  /** Every TCP connection, to end them all. */
  readonly #sockets = new Set<Socket>();
  #links: OpenLink[] = [];
  #dials = 0;
  #turn = 0;
  #inUse = false;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  /** Oldest first: said hello, and not ended. */
  get open(): readonly SocketLink[] {
    return this.#links;
  }

  /** The app has asked for a socket: from then on nothing is posted to it any more. */
  get inUse(): boolean {
    return this.#inUse;
  }

  /** The path and query of a new connection; good once. */
  issueTicket(): string {
    this.#inUse = true;
    const ticket = randomBytes(12).toString("hex");
    this.#tickets.set(ticket, Date.now() + ticketLifeMs);
    return `/link/?ticket=${ticket}&app_id=${this.#options.appId}`;
  }

  upgrade(request: IncomingMessage, socket: Socket): void {
    const { journal, appId, pingEveryMs } = this.#options;
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    if (this.dialFault === "no_upgrade") return;
    const ticket = new URL(request.url ?? "/", "http://standin").searchParams.get("ticket") ?? "";
    const good = (this.#tickets.get(ticket) ?? 0) > Date.now();
    this.#tickets.delete(ticket);
    this.#dials += 1;
    const link = good
      ? acceptLink(request, socket, {
          id: this.#dials,
          journal,
          pingEveryMs,
          onGone: () => {
            this.#links = this.#links.filter((each) => each !== link);
          },
        })
      : undefined;
    if (!link) {
      journal.violation("bad_upgrade", "socket", good ? "no WebSocket" : "a ticket that is not good");
      socket.end("HTTP/1.1 400 Bad Request\r\n\r\n");
      return;
    }
    if (this.dialFault === "no_hello") return;
    if (this.#links.length >= mostConnections) {
      link.refuse("too_many_websockets");
      return;
    }
    this.#links = [...this.#links, link];
    this.opened += 1;
    link.hello(appId);
    journal.changed();
  }

  /** To one open connection; undefined where there is none. A lost or unanswered event is sent again, nothing else is. */
  async deliver(
    envelope: Envelope,
    withinMs: number,
    mayBeUnanswered: boolean,
  ): Promise<Outcome | undefined> {
    const isEvent = envelope.type === "events_api";
    if (isEvent) await this.#someLink();
    let outcome = await this.#next()?.deliver(envelope, withinMs, mayBeUnanswered);
    for (let attempt = 1; isEvent && outcome?.kind !== "acked" && attempt <= eventRepeats; attempt += 1) {
      if (mayBeUnanswered) break;
      await this.#someLink();
      const again = { ...envelope, retry_attempt: attempt, retry_reason: "timeout" };
      outcome = await this.#next()?.deliver(again, withinMs, false);
    }
    return outcome;
  }

  closeAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #someLink(): Promise<unknown> {
    const options = { timeoutMs: eventPatienceMs, label: "an open socket for an event" };
    return this.#options.journal.until(() => this.#links.length > 0, options);
  }

  #next(): OpenLink | undefined {
    this.#turn += 1;
    return this.#links[this.#turn % this.#links.length];
  }
}
