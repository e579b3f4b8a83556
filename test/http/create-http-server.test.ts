import { EventEmitter, once } from "node:events";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { createHttpServer, type HttpServerDeps } from "../../src/http/create-http-server.ts";
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

  it("lets an answer that has begun come to its end", async () => {
    let finish = () => {};
    const progress = new EventEmitter();
    const begun = once(progress, "begun");
    const slackListener: HttpServerDeps["slackListener"] = (_request, response) => {
      response.write("be");
      finish = () => void response.end("gun");
      progress.emit("begun");
    };
    const server = await startServer({}, { slackListener });
    const underWay = server.call("POST", "/slack/events");
    await begun;
    const closed = server.close(10_000);
    finish();
    expect((await underWay).body).toBe("begun");
    await closed;
  });

  // Where the server waited for what it should not, these would only end at the limit of the test.
  it("cuts off what does not end in time", async () => {
    const progress = new EventEmitter();
    const begun = once(progress, "begun");
    const server = await startServer({
      deleteNumber: () => {
        progress.emit("begun");
        return new Promise(() => {});
      },
    });
    const cutOff = expect(server.call("DELETE", "/api/v2/phone_numbers/42")).rejects.toThrow();
    await begun;
    await server.close(50);
    await cutOff;
  });

  it("does not wait for connections that are only kept open", async () => {
    const server = await startServer();
    const socket = connect(server.port, "127.0.0.1");
    socket.write("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
    await once(socket, "data");
    const ended = once(socket, "close");
    await server.close(600_000);
    await ended;
  });

  it("says what to do about an address that this machine does not have", async () => {
    await expect(createHttpServer(httpDeps()).listen(0, "203.0.113.1")).rejects.toThrow(
      "This machine has no address 203.0.113.1: set HOST to 0.0.0.0 for all of its addresses.",
    );
  });

  it("says what to do about a port in use", async () => {
    const server = await startServer();
    await expect(createHttpServer(httpDeps()).listen(server.port, "127.0.0.1")).rejects.toThrow(
      `Port ${server.port} is in use: set PORT to another one, or stop what uses it.`,
    );
  });
});
