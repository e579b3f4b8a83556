import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { preparedTwilioSpec, type TwilioProduct } from "./prepare-twilio-specs.ts";

/** One complaint of Prism: where in the request or response, and what Twilio's specification says against it. */
type SpecViolation = {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly complaints: ReadonlyArray<{ location: string[]; severity: string; code: string; message: string }>;
};

export type Prism = {
  /** Give this to the Twilio SDK in place of the stand-in's own origin. */
  readonly url: string;
  readonly violations: SpecViolation[];
  close(): Promise<void>;
};

type PrismServer = { listen(port: number, host: string): Promise<string>; close(): Promise<void> };
type PrismModules = {
  createServer(operations: unknown, options: unknown): PrismServer;
  getHttpOperationsFromSpec(spec: unknown): Promise<unknown>;
  createLogger(name: string, options: { level: "silent" }): unknown;
};

/**
 * Puts Prism, loaded with Twilio's official specifications, between the SDK and a Twilio stand-in: three proxies in this process
 * and one front that picks the right one by path. It judges requests and answers and passes both on unchanged, except that a
 * reset, a redirect and a 501 of the stand-in arrive as Prism's own 500 or 501. Tests of those go straight to the stand-in.
 */
export async function startPrism(upstream: string): Promise<Prism> {
  const modules = loadPrism();
  const violations: SpecViolation[] = [];
  const servers: PrismServer[] = [];
  const origins: Record<string, string> = {};
  for (const product of ["trunking", "voice", "api"] as const satisfies TwilioProduct[]) {
    const operations = await modules.getHttpOperationsFromSpec(preparedTwilioSpec(product));
    const server = modules.createServer(operations, {
      cors: false,
      components: { logger: modules.createLogger("prism", { level: "silent" }) },
      config: {
        isProxy: true,
        upstream: new URL(upstream),
        upstreamProxy: undefined,
        validateRequest: true,
        validateResponse: true,
        checkSecurity: true,
        errors: false,
        mock: { dynamic: false },
      },
    });
    servers.push(server);
    origins[product] = await server.listen(0, "127.0.0.1");
  }
  const front = createServer((incoming, outgoing) => {
    const path = incoming.url ?? "/";
    forward(incoming, outgoing, origins[productOf(path) ?? ""] ?? upstream, violations);
  });
  await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(front.address() as AddressInfo).port}`,
    violations,
    async close() {
      front.closeAllConnections();
      await new Promise((resolve) => front.close(resolve));
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

/** Prism's own packages, found where its command line finds them. */
function loadPrism(): PrismModules {
  const require = createRequire(import.meta.url);
  const requireAsPrism = createRequire(require.resolve("@stoplight/prism-cli"));
  return {
    createServer: requireAsPrism("@stoplight/prism-http-server").createServer,
    getHttpOperationsFromSpec: requireAsPrism("@stoplight/prism-http").getHttpOperationsFromSpec,
    createLogger: requireAsPrism("@stoplight/prism-core").createLogger,
  };
}

/** undefined: not Twilio's (a control path), or nothing we know; the stand-in answers those itself. */
function productOf(path: string): TwilioProduct | undefined {
  if (path.startsWith("/2010-04-01/")) return "api";
  if (/^\/v1\/(ConnectionPolicies|ByocTrunks)\b/.test(path)) return "voice";
  return /^\/v1\/Trunks\b/.test(path) ? "trunking" : undefined;
}

function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  origin: string,
  violations: SpecViolation[],
): void {
  const { method = "GET", url = "/", headers } = incoming;
  const onward = request(`${origin}${url}`, { method, headers, agent: false }, (answer) => {
    const status = answer.statusCode ?? 0;
    const complaints = answer.headers["sl-violations"];
    if (typeof complaints === "string") {
      violations.push({ method, path: url, status, complaints: readComplaints(complaints) });
    }
    outgoing.writeHead(status, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on("error", () => outgoing.destroy());
  outgoing.on("close", () => onward.destroy());
  incoming.pipe(onward);
}

/** Prism cuts a long list short and says so: then the text itself is the one complaint. */
function readComplaints(header: string): SpecViolation["complaints"] {
  try {
    return JSON.parse(header);
  } catch {
    return [{ location: [], severity: "Error", code: "unreadable", message: header }];
  }
}
