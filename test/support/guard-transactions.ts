import { AsyncLocalStorage } from "node:async_hooks";
import type { Deps } from "../../src/operations/deps.ts";
import type { Database } from "../../src/operations/ports/store.ts";

type Guarded = Pick<Deps, "database" | "telephony" | "realtime" | "vault" | "alerts" | "homes">;

/**
 * The same outside, which throws where a transaction waits for the network (it holds locks that others wait for) or writes
 * beside itself through the outer database (on the embedded one it would wait for itself).
 */
export function guardTransactions<D extends Partial<Guarded>>(deps: D): D {
  const inTransaction = new AsyncLocalStorage<true>();
  const refuse = (what: string) => {
    if (inTransaction.getStore()) throw new Error(`${what} was called inside a transaction`);
  };
  const outside = <S extends object>(name: string, service: S): S =>
    new Proxy(service, {
      get(target, key) {
        const member: unknown = Reflect.get(target, key);
        if (typeof member !== "function") return member;
        return (...args: unknown[]) => {
          refuse(`${name}.${String(key)}`);
          return Reflect.apply(member, target, args);
        };
      },
    });
  const guarded: Partial<Guarded> = { ...deps };
  for (const name of ["telephony", "realtime", "vault", "alerts", "homes"] as const) {
    const service = deps[name];
    if (service !== undefined) Object.assign(guarded, { [name]: outside(name, service) });
  }
  if (deps.database !== undefined) {
    const { database } = deps;
    const stores = Object.entries(database).map(([name, store]) => [
      name,
      typeof store === "object" && store !== null ? outside(name, store) : store,
    ]);
    guarded.database = {
      ...(Object.fromEntries(stores) as Database),
      enqueue(job) {
        refuse("enqueue");
        return database.enqueue(job);
      },
      transaction(work) {
        refuse("transaction");
        return database.transaction((tx) => inTransaction.run(true, () => work(tx)));
      },
    };
  }
  return guarded as D;
}
