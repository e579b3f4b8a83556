import type { Deps } from "../../src/operations/deps.ts";

/** Nobody has App Home open, and no connection is asked. */
export const NO_HOMES: Pick<Deps, "homes" | "connections"> = {
  homes: { draw: async () => Promise.reject(new Error("nobody opened Home here")) },
  connections: [],
};
