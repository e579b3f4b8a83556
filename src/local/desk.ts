import type { CommandVerbs } from "../operations/command-verbs.ts";
import { readRequest } from "./read-request.ts";
import { failureOf, VerbFailed } from "./verb-failed.ts";
import type { VerbName, VerbRequest } from "./verb-requests.ts";
import { toWire, type Wire } from "./wire.ts";

export type VerbAnswer<Name extends VerbName> = Wire<Awaited<ReturnType<CommandVerbs[Name]>>>;

/**
 * Where the command line asks, and gets the same answers whether the bot works for it or it has opened the database itself.
 * Throws VerbFailed.
 */
export interface Desk {
  ask<Name extends VerbName>(name: Name, request: VerbRequest<Name>): Promise<VerbAnswer<Name>>;
}

/** The desk of this very process, with the limits that hold at the socket. What nobody expected is thrown as it is. */
export function createDesk(verbs: CommandVerbs): Desk {
  return {
    async ask<Name extends VerbName>(name: Name, request: VerbRequest<Name>) {
      const verb = verbs[name] as (request: VerbRequest<Name>) => ReturnType<CommandVerbs[Name]>;
      const read = readRequest(name, request);
      try {
        return toWire(await verb(read)) as VerbAnswer<Name>;
      } catch (error) {
        const failure = failureOf(error);
        throw failure === null ? error : new VerbFailed(failure);
      }
    },
  };
}
