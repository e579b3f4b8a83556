import { expect, it } from "vitest";
import { startServer } from "./api-harness.ts";

it("gives Prometheus its metrics without a token", async () => {
  const server = await startServer();
  const { status, body, headers } = await server.call("GET", "/metrics", { token: null });
  expect({ status, body }).toEqual({ status: 200, body: "up 1\n" });
  expect(headers.get("content-type")).toBe("text/plain; version=0.0.4");
  expect(headers.get("cache-control")).toBe("no-store");
});
