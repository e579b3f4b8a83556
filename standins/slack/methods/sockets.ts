import type { MethodTable } from "../state.ts";

/** Socket Mode's one method, for the app-level token. */
export const socketMethods: MethodTable = {
  "apps.connections.open": {
    token: "app",
    run: (_args, { origin, sockets }) => ({
      ok: true,
      url: `${origin.replace(/^http/, "ws")}${sockets.issueTicket()}`,
    }),
  },
};
