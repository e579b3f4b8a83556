import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createGuardedFetch } from "../../src/slack/guarded-fetch.ts";

const server = createServer((request, response) => {
  if (request.url === "/redirect") response.writeHead(307, { location: "/" }).end();
  else if (request.url !== "/hang") response.end("ok");
});
let origin: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe("the way out to Slack", () => {
  it.each([
    "https://evil.example/",
    "https://slack.com.evil.example/",
    "https://notslack.com/",
    "http://hooks.slack.com/actions/1",
    "http://127.0.0.1:1/",
    "http://169.254.169.254/latest",
    "file:///etc/passwd",
  ])("does not lead to %s", async (url) => {
    await expect(createGuardedFetch("https://slack.com/api/", 1000)(url)).rejects.toThrow(
      "is not an address of Slack",
    );
  });

  it("leads to any loopback address while the API is on loopback, and nowhere else", async () => {
    const guarded = createGuardedFetch("http://localhost:1/api/", 1000);
    expect((await guarded(`${origin}/`)).status).toBe(200);
    await expect(guarded("https://evil.example/")).rejects.toThrow("is not an address of Slack");
  });

  it("follows no redirect", async () => {
    await expect(createGuardedFetch(origin, 1000)(`${origin}/redirect`)).rejects.toThrow();
  });

  it("gives up after its time", async () => {
    await expect(createGuardedFetch(origin, 100)(`${origin}/hang`)).rejects.toMatchObject({
      name: "TimeoutError",
    });
  });
});
