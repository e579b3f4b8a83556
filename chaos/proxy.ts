import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request that the target has worked on, and the status of its answer. */
export interface Exchange {
  method: string;
  path: string;
  status: number;
}

export interface ProxyOptions {
  /** Origins to try in turn; one that refuses the connection is passed over, as load balancers do. */
  targets(): readonly string[];
  /** The target has done its work, nobody has heard of it yet: "drop" cuts the connection instead of passing the answer on. */
  answered?(exchange: Exchange): "pass" | "drop";
}

export interface HttpProxy {
  url: string;
  close(): Promise<void>;
}

interface Answer {
  status: number;
  headers: IncomingMessage["headers"];
  body: Buffer;
}

const HOP_BY_HOP = ["connection", "keep-alive", "transfer-encoding"];

/** Passes HTTP requests on, whole: 502 where the target dies on the way, 503 where nobody takes the connection. */
export async function startProxy(options: ProxyOptions): Promise<HttpProxy> {
  const server = createServer((incoming, outgoing) => {
    serve(options, incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function serve(options: ProxyOptions, incoming: IncomingMessage, outgoing: ServerResponse) {
  const body = await readAll(incoming);
  const { method = "GET", url: path = "/" } = incoming;
  const answer = await firstAnswer(options.targets(), incoming, body);
  if (typeof answer === "number") return void outgoing.writeHead(answer).end();
  if (options.answered?.({ method, path, status: answer.status }) === "drop")
    return void incoming.socket.destroy();
  outgoing.writeHead(answer.status, endToEnd(answer.headers)).end(answer.body);
}

async function firstAnswer(
  targets: readonly string[],
  incoming: IncomingMessage,
  body: Buffer,
): Promise<Answer | 502 | 503> {
  for (const target of targets) {
    const answer = await ask(target, incoming, body);
    if (answer !== "refused") return answer;
  }
  return 503;
}

function ask(target: string, incoming: IncomingMessage, body: Buffer): Promise<Answer | "refused" | 502> {
  return new Promise((resolve) => {
    const { host: _, ...headers } = endToEnd(incoming.headers);
    const url = new URL(incoming.url ?? "/", target);
    const outgoing = httpRequest(url, { method: incoming.method, headers }, (answer) => {
      readAll(answer).then(
        (text) => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: text }),
        () => resolve(502),
      );
    });
    outgoing.on("error", (error: NodeJS.ErrnoException) =>
      resolve(error.code === "ECONNREFUSED" ? "refused" : 502),
    );
    outgoing.end(body);
  });
}

/** What concerns one connection alone is not passed on: how long ours is kept is not for the other side to say (RFC 9110, 7.6.1). */
function endToEnd(headers: IncomingMessage["headers"]): IncomingMessage["headers"] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name)));
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
