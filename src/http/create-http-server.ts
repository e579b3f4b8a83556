import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type ApiDeps, createApi } from "./create-api.ts";
import { answerClientError, answerRefusal, answerSlackFailure, lacksHost } from "./raw-answers.ts";
import { createRequestIds } from "./request-ids.ts";

export interface HttpServerDeps extends Omit<ApiDeps, "requestIdOf"> {
  /** Answers everything under /slack/. It gets the request unread: a signature covers the raw body. */
  slackListener: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
  /** An id for a request that brings none. */
  newRequestId: () => string;
  /** Runs the work of one request so that its log lines carry its id. */
  inRequest: (requestId: string, work: () => void) => void;
}

export interface HttpServer {
  /** Port 0: any free one; the port is in the answer. */
  listen(port: number, host: string): Promise<{ port: number }>;
  /** Takes no new connections, lets the requests under way end, and cuts off what is not done after `drainMs`. */
  close(drainMs: number): Promise<void>;
}

/** The one server of Lineman: Slack's requests and the HTTP API. Nothing is bound before `listen`. */
export function createHttpServer(deps: HttpServerDeps): HttpServer {
  const requestIdOf = createRequestIds(deps.newRequestId);
  const api = createApi({ ...deps, requestIdOf });
  const open = new Set<ServerResponse>();
  let closing = false;

  function dispatch(request: IncomingMessage, response: ServerResponse): void {
    open.add(response);
    if (closing) response.setHeader("connection", "close");
    response.once("close", () => {
      open.delete(response);
      if (closing) setImmediate(() => server.closeIdleConnections());
    });
    const requestId = requestIdOf(request);
    if (lacksHost(request)) return void answerRefusal("noHost", { response, requestId });
    // Slack's requests are answered elsewhere: theirs carry it as well.
    response.setHeader("x-request-id", requestId);
    deps.inRequest(requestId, () => {
      if (!request.url?.startsWith("/slack/")) return api.routing(request, response);
      // A listener may throw at once or reject later.
      new Promise<void>((resolve) => resolve(deps.slackListener(request, response))).catch((error: unknown) =>
        answerSlackFailure(error, { response, requestId, log: deps.log }),
      );
    });
  }

  const server = createServer(
    {
      // A body holds 256 kB at most: whoever needs longer holds a connection on purpose.
      requestTimeout: 30_000,
      headersTimeout: 10_000,
      // Longer than the 60 s of common balancers: the side that reuses a connection must be the one that closes it.
      keepAliveTimeout: 65_000,
      connectionsCheckingInterval: 5_000,
      // Asked for by `dispatch`, in words.
      requireHostHeader: false,
    },
    dispatch,
  );
  server.on("checkExpectation", (request, response) =>
    answerRefusal("expectation", { response, requestId: requestIdOf(request) }),
  );
  server.on("clientError", (error, socket) => answerClientError(error, socket, deps.newRequestId()));

  return {
    async listen(port, host) {
      await api.ready();
      await new Promise<void>((resolve, reject) => {
        const onError = (error: Error) => reject(listenFailure(error, port, host));
        server.once("error", onError);
        server.listen({ port, host }, () => resolve(void server.off("error", onError)));
      });
      return { port: (server.address() as AddressInfo).port };
    },
    async close(drainMs) {
      closing = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const response of open) if (!response.headersSent) response.setHeader("connection", "close");
      server.closeIdleConnections();
      const cutOff = setTimeout(() => server.closeAllConnections(), drainMs);
      await closed;
      clearTimeout(cutOff);
      await api.close();
    },
  };
}

function listenFailure(error: NodeJS.ErrnoException, port: number, host: string): Error {
  const advice: Record<string, string> = {
    EADDRINUSE: `Port ${port} is in use: set PORT to another one, or stop what uses it.`,
    EACCES: `Port ${port} may not be opened by this user: set PORT to one above 1023.`,
    EADDRNOTAVAIL: `This machine has no address ${host}: set HOST to 0.0.0.0 for all of its addresses.`,
    ENOTFOUND: `There is no host ${host}: set HOST to an address of this machine, e.g. 0.0.0.0.`,
  };
  return new Error(advice[error.code ?? ""] ?? `The server could not listen: ${error.message}`, {
    cause: error,
  });
}
