import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** How the proxy treats connections: it passes them on, refuses them as a server that is down does, or swallows what they say. */
type Mode = "open" | "refusing" | "black_hole";

export interface TcpProxy {
  /** The given URL, through the proxy. */
  through(url: string): string;
  /** What connects from now on, and what is connected already. Refusing cuts; a black hole keeps connections and answers nothing. */
  be(mode: Mode): Promise<void>;
  /** Cuts everything that is connected; new connections are treated as before. */
  cut(): void;
  close(): Promise<void>;
}

/** Stands between the bot and a server on loopback, on a port of its own that stays the same. */
export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let mode: Mode = "open";
  const server = createServer((near) => {
    const far = connect(target);
    const pair = [near, far] as const;
    pairs.add(pair);
    const end = () => {
      near.destroy();
      far.destroy();
      pairs.delete(pair);
    };
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on("data", (data) => {
        if (mode === "open") to.write(data);
      });
      from.on("error", end);
      from.on("close", end);
    }
  });
  const listen = async (port: number) => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const cut = () => {
    for (const [near, far] of pairs) for (const socket of [near, far]) socket.resetAndDestroy();
  };
  const unlisten = async () => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    cut();
    await closed;
  };
  return {
    through(url) {
      const moved = new URL(url);
      moved.hostname = "127.0.0.1";
      moved.port = String(port);
      return moved.href;
    },
    async be(wanted) {
      mode = wanted;
      if (wanted === "refusing") return unlisten();
      if (!server.listening) await listen(port);
      // What was swallowed is lost: a connection that is to work again has to be a new one.
      if (wanted === "open") cut();
    },
    cut,
    close: unlisten,
  };
}
