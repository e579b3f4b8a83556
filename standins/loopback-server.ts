import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answerControl } from "./control.ts";
import { answerUnderFault, createFaultSet, type FaultSet } from "./faults.ts";
import {
  headersWithoutSecrets,
  type RecordedCall,
  type StandinReply,
  type StandinRequest,
  type Violation,
} from "./wire.ts";

export type LoopbackServer = {
  readonly url: string;
  /** Every request in order of arrival, without the control paths. */
  readonly calls: RecordedCall[];
  readonly violations: Violation[];
  readonly faults: FaultSet;
  /** The most requests that were ever under way at once. */
  peakInFlight(): number;
  /** Ends every open connection, hanging ones too. */
  close(): Promise<void>;
};

export type LoopbackOptions = {
  /** Throwing is a bug of the stand-in: it becomes a 500 and a violation. */
  readonly handle: (
    request: StandinRequest,
    violation: (reason: string) => void,
  ) => StandinReply | Promise<StandinReply>;
  /** The stand-in's own paths under "/__"; undefined = not known here. */
  readonly control?: (request: StandinRequest) => StandinReply | undefined;
  /** Default: any free port. */
  readonly port?: number;
};

/** Starts an HTTP server on 127.0.0.1 that records calls and acts out faults. */
export async function startLoopbackServer(options: LoopbackOptions): Promise<LoopbackServer> {
  const calls: RecordedCall[] = [];
  const violations: Violation[] = [];
  const faults = createFaultSet();
  const closing = new AbortController();
  let inFlight = 0;
  let peak = 0;

  async function answer(request: StandinRequest): Promise<StandinReply> {
    const violation = (reason: string) =>
      void violations.push({ method: request.method, path: request.path, reason });
    try {
      return await options.handle(request, violation);
    } catch (error) {
      violation(`the stand-in failed: ${error instanceof Error ? error.stack : String(error)}`);
      return { status: 500, body: "the stand-in failed, see its violations" };
    }
  }

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = await readRequest(incoming, inFlight + 1);
    if (request.path.startsWith("/__")) {
      return send(outgoing, answerControl({ calls, violations, faults }, request, options.control));
    }
    inFlight += 1;
    peak = Math.max(peak, inFlight);
    const struck = faults.take(request);
    const call = record(request, struck?.id);
    calls.push(call);
    try {
      const reply = await answerUnderFault(struck?.fault, () => answer(request), closing.signal);
      if (reply === "hang") return;
      if (reply === "reset") return void incoming.socket.resetAndDestroy();
      call.status = reply.status;
      send(outgoing, reply);
    } finally {
      inFlight -= 1;
    }
  }

  const server = createServer((incoming, outgoing) => {
    // The only rejection left is a wait cut short by close() or a client that went away: nobody to answer.
    serve(incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    violations,
    faults,
    peakInFlight: () => peak,
    close() {
      closing.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}

async function readRequest(incoming: IncomingMessage, inFlight: number): Promise<StandinRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const url = new URL(incoming.url ?? "/", "http://127.0.0.1");
  return {
    method: incoming.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString("utf8"),
    inFlight,
  };
}

function record(request: StandinRequest, faultId: string | undefined): RecordedCall {
  return {
    at: Date.now(),
    method: request.method,
    path: request.path,
    query: Object.fromEntries(request.query),
    headers: headersWithoutSecrets(request.headers),
    body: request.body,
    status: null,
    ...(faultId === undefined ? {} : { faultId }),
  };
}

function send(outgoing: ServerResponse, reply: StandinReply): void {
  outgoing.writeHead(reply.status, { ...reply.headers });
  outgoing.end(reply.body);
}
