import type { Socket } from "node:net";
import { buildWorkspace } from "./build-workspace.ts";
import { createState } from "./create-state.ts";
import type { Target } from "./delivery.ts";
import { startEngine } from "./engine.ts";
import { type FaultOptions, Faults, type InjectedFault, type SlackFault } from "./faults.ts";
import { createFront, listen } from "./front.ts";
import type { RecordedCall, Remark, Truthy, UntilOptions } from "./journal.ts";
import { createPerson, type Person, sendEvent } from "./person.ts";
import type { Ack, SendOptions } from "./sending.ts";
import type { DialFault } from "./socket/socket-desk.ts";
import type { SocketLink } from "./socket/socket-link.ts";
import type { Json, ShownView, SlackMessage } from "./wire.ts";
import type { SlackWorkspace, WorkspaceSeed } from "./workspace.ts";

export interface SlackStandinOptions extends WorkspaceSeed {
  /** Default: a free port. */
  port?: number;
  /** Where the app listens; may be set later with `connect`. */
  botUrl?: string;
  /** How long Slack waits for an ack; default 3000. */
  ackWithinMs?: number;
  /** Refuses faster chat.postMessage with 429; default: no limit. */
  messagesPerSecond?: number;
  /** How often Slack pings an open socket; default 5000. */
  socketPingEveryMs?: number;
}

/** Socket Mode as Slack sees it. Once the app has asked for a socket, nothing is posted to its address any more. */
export interface SlackSockets {
  /** Open connections, oldest first. */
  readonly open: readonly SocketLink[];
  /** How many were ever open. */
  readonly opened: number;
  /** What goes wrong with the next connections, until it is "none" again. */
  dialFault: DialFault;
}

export interface SlackStandin {
  /** For `slackApiUrl`, with its trailing slash. */
  readonly apiUrl: string;
  /** Origin of response_urls (hooks.slack.com in the real world). */
  readonly origin: string;
  /** People, channels, groups, scopes: change them in place; who exists is fixed at the start. */
  readonly workspace: SlackWorkspace;
  readonly calls: readonly RecordedCall[];
  /** What a correct app never does: unknown methods, refused blocks and views, missing scopes, wrong acks. */
  readonly violations: readonly Remark[];
  /** What it should not do: blocks without text, very long text. */
  readonly warnings: readonly Remark[];
  callsOf(method: string): RecordedCall[];
  /** The app's address; `/slack/events` is added. */
  connect(botUrl: string): void;
  person(userId: string): Person;
  /** Sends an Events API event, for example subteam_members_changed. */
  sendEvent(event: Json, options?: SendOptions & { eventId?: string }): Promise<Ack>;
  message(channel: string, ts: string): SlackMessage | undefined;
  /** The channel in order: no ephemerals, no thread replies but those broadcast to it. */
  messages(channel: string): SlackMessage[];
  /** The parent and its replies in order. */
  thread(channel: string, ts: string): SlackMessage[];
  ephemerals(userId?: string): SlackMessage[];
  readonly sockets: SlackSockets;
  homeOf(userId: string): ShownView | undefined;
  /** Undefined once it is closed. */
  openView(viewId: string): ShownView | undefined;
  /** Open modals, bottom first. */
  viewsOf(userId: string): ShownView[];
  /** Lets the next calls of a method ("response_url", or "*" for any) go wrong. */
  fail(method: string, fault: SlackFault, options?: FaultOptions): InjectedFault;
  clearFaults(): void;
  /** Messages per second and channel before 429; undefined lifts the limit. */
  limitMessages(perSecond: number | undefined): void;
  expireResponseUrls(): void;
  /** Waits for a truthy value; asked again on every call and change of a screen, and every 50 ms. */
  until<T>(condition: () => T, options?: UntilOptions): Promise<Truthy<T>>;
  /** Calls the listener on every change until the returned function is called. */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

/** Starts a Slack on loopback with a workspace of its own; every part of the seed has a default. */
export async function createSlackStandin(options: SlackStandinOptions = {}): Promise<SlackStandin> {
  const workspace = buildWorkspace(options);
  const engine = await startEngine(workspace);
  const faults = new Faults();
  const server = createFront(() => state, faults);
  const port = await listen(server, options.port ?? 0);
  const sockets = { appId: workspace.app.id, pingEveryMs: options.socketPingEveryMs ?? 5_000 };
  const state = createState(workspace, engine, `http://127.0.0.1:${port}`, sockets);
  server.on("upgrade", (request, socket: Socket) => state.sockets.upgrade(request, socket));
  const { journal, board, screens } = state;
  state.pace.limit(options.messagesPerSecond);
  let botUrl = options.botUrl;
  const target = (): Target => {
    const ackWithinMs = options.ackWithinMs ?? 3_000;
    if (state.sockets.inUse) return { sockets: state.sockets, ackWithinMs };
    if (!botUrl) throw new Error("nobody to talk to: give botUrl or call connect(botUrl)");
    return { botUrl, signingSecret: workspace.signingSecret, ackWithinMs };
  };

  return {
    apiUrl: `${state.origin}/api/`,
    origin: state.origin,
    workspace,
    calls: journal.calls,
    violations: journal.violations,
    warnings: journal.warnings,
    callsOf: (method) => journal.calls.filter((call) => call.method === method),
    connect: (url) => {
      botUrl = url;
    },
    person: (userId) => createPerson({ state, target }, userId),
    sendEvent: (event, sendOptions) => sendEvent({ state, target }, event, sendOptions),
    message: (channel, ts) => board.find(channel, ts),
    messages: (channel) => board.inChannel(channel),
    thread: (channel, ts) => board.thread(channel, ts),
    ephemerals: (userId) => board.ephemerals().filter((each) => !userId || each.onlyFor === userId),
    sockets: state.sockets,
    homeOf: (userId) => screens.homeOf(userId),
    openView: (viewId) => screens.find(viewId),
    viewsOf: (userId) => screens.stackOf(userId),
    fail: (method, fault, faultOptions) => faults.inject(method, fault, faultOptions),
    clearFaults: () => faults.clear(),
    limitMessages: (perSecond) => state.pace.limit(perSecond),
    expireResponseUrls: () => state.responseUrls.expireAll(),
    until: (condition, untilOptions) => journal.until(condition, untilOptions),
    onChange: (listener) => journal.onChange(listener),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      state.sockets.closeAll();
      await Promise.all([closed, engine.close()]);
    },
  };
}
