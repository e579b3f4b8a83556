import { EventEmitter, once } from "node:events";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { createHttpServer } from "../../src/http/create-http-server.ts";
import { httpDeps, startServer } from "./api-harness.ts";

describe("closing", () => {
  it("lets a request under way end, and takes no new ones", async () => {
    let finish = () => {};
    const progress = new EventEmitter();
    const begun = once(progress, "begun");
    const server = await startServer({
      deleteNumber: async () => {
        progress.emit("begun");
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
        return { outcome: "removed" };
      },
    });
    const underWay = server.call("DELETE", "/api/v2/phone_numbers/42");
    await begun;
    const closed = server.close(10_000);
    await expect(server.call("GET", "/healthz")).rejects.toThrow();
    finish();
    const { status, headers } = await underWay;
    expect(status).toBe(200);
    expect(headers.get("connection")).toBe("close");
    await closed;
  });

  it("cuts off what does not end in time", async () => {
    const server = await startServer({ deleteNumber: () => new Promise(() => {}) });
    const underWay = server.call("DELETE", "/api/v2/phone_numbers/42");
    underWay.catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 100));
    const before = Date.now();
    await server.close(50);
    expect(Date.now() - before).toBeLessThan(2_000);
    await expect(underWay).rejects.toThrow();
  });

  it("does not wait for connections that are only kept open", async () => {
    const server = await startServer();
    const socket = connect(server.port, "127.0.0.1");
    socket.write("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
    await once(socket, "data");
    const ended = once(socket, "close");
    const before = Date.now();
    await server.close(10_000);
    await ended;
    expect(Date.now() - before).toBeLessThan(2_000);
  });

  it("says what to do about a port in use", async () => {
    const server = await startServer();
    await expect(createHttpServer(httpDeps()).listen(server.port, "127.0.0.1")).rejects.toThrow(
      `Port ${server.port} is in use: set PORT to another one, or stop what uses it.`,
    );
  });
});
