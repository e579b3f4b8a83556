import type { PhoneNumber } from "../../../src/domain/phone-number.ts";
import { createDeleteNumber } from "../../../src/operations/delete-number.ts";
import type { Deps } from "../../../src/operations/deps.ts";
import { createImportNumber } from "../../../src/operations/import-number.ts";
import type { Operations } from "../../../src/operations/operations.ts";
import type { Database, Store } from "../../../src/operations/ports/store.ts";
import { createReportCorruption } from "../../../src/operations/report-corruption.ts";
import { createResumeTeardown } from "../../../src/operations/resume-teardown.ts";
import { createRetryCleanUp } from "../../../src/operations/retry-clean-up.ts";
import { createTakeUpIncidents } from "../../../src/operations/take-up-incidents.ts";
import { createVerifyNumber } from "../../../src/operations/verify-number.ts";
import { SETTINGS } from "../../support/settings.ts";
import { Crash, createFaultLine, giveWay, type PlannedFault } from "./faults.ts";
import { createModelRealtime, createModelTelephony, HOST, REGION } from "./model-providers.ts";
import type { Surroundings } from "./surroundings.ts";
import type { World } from "./world.ts";

/** How one process fares: what fails, when it dies (counted in calls to the outside and the database), where it looks. */
export interface Fate {
  faults: PlannedFault[];
  crashAt: number | null;
  elsewhere: "region" | "host" | null;
  lagMs: number;
}

export const CALM: Fate = { faults: [], crashAt: null, elsewhere: null, lagMs: 0 };

export type Verbs = Pick<
  Operations,
  | "importNumber"
  | "deleteNumber"
  | "retryCleanUp"
  | "verifyNumber"
  | "reportCorruption"
  | "resumeTeardown"
  | "takeUpIncidents"
>;

/** The real operations in one process over the model and the database in memory. */
export function startProcess(world: World, fate: Fate): Verbs & { calls(): number } {
  let calls = 0;
  let dead = false;
  const step = () => {
    calls += 1;
    if (calls === fate.crashAt) dead = true;
    if (dead) throw new Crash("the process is dead");
  };
  const around: Surroundings = {
    outside: world.outside,
    faults: createFaultLine(fate.faults),
    records: () => [...world.database.tables().numbers.values()],
    violations: world.violations,
    enter: async () => {
      // Now and then another process gets far ahead of this one.
      await giveWay(Math.floor(world.chance() * (world.chance() < 0.05 ? 600 : 6)));
      world.clock.advance(Math.floor(world.chance() * 40));
      step();
    },
    meddle: async (e164, status) => {
      const number = [...world.database.tables().numbers.values()].find((row) => row.phoneNumber === e164);
      if (number) await world.meddle(number.id, status);
    },
    nowMs: () => world.clock.now().getTime(),
    ghosts: world.ghosts,
    lagMs: fate.lagMs,
    host: fate.elsewhere === "host" ? "wss://other.livekit.cloud" : HOST,
  };
  const deps: Omit<Deps, "alerts" | "homes" | "connections"> = {
    provisioning: NOTHING_TO_MAKE,
    database: mortal(world.database, step),
    telephony: createModelTelephony(around),
    realtime: createModelRealtime(around),
    vault: {
      accessFor: async (number: PhoneNumber) => ({
        accountSid: number.twilioAccountSid ?? "",
        authToken: number.phoneNumber,
        region: fate.elsewhere === "region" ? "ie1" : REGION,
      }),
    },
    clock: { now: world.clock.now, sleep: async (ms: number) => world.clock.advance(ms) },
    ids: { uuid: world.uuid, random: world.chance },
    settings: SETTINGS,
  };
  return {
    importNumber: createImportNumber(deps),
    deleteNumber: createDeleteNumber(deps),
    retryCleanUp: createRetryCleanUp(deps),
    verifyNumber: createVerifyNumber(deps),
    reportCorruption: createReportCorruption(deps),
    resumeTeardown: createResumeTeardown(deps),
    takeUpIncidents: createTakeUpIncidents(deps),
    calls: () => calls,
  };
}

/** These stories set no numbers up: whoever tries to make something has lost its way. */
const refuse = () => Promise.reject(new Error("nothing is made in these stories"));
const NOTHING_TO_MAKE: Deps["provisioning"] = {
  telephony: { findNumber: refuse, create: refuse, find: refuse },
  realtime: { create: refuse, find: refuse },
  secrets: { sipPassword: () => "", sipUsername: () => "" },
  sipUri: null,
};

/** The database as a process sees it that may die at any call: before it, or after its effect and before its answer. */
function mortal(database: Database, step: () => void): Database {
  return {
    ...mortalStores(database, step),
    archive: database.archive,
    overview: database.overview,
    homeViews: database.homeViews,
    retention: database.retention,
    transaction: async (work) => {
      step();
      const result = await database.transaction((tx) => work(mortalStores(tx, step)));
      step();
      return result;
    },
  };
}

function mortalStores(store: Store, step: () => void): Store {
  const each = <S extends object>(part: S): S =>
    new Proxy(part, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== "function") return member;
        return async (...args: unknown[]) => {
          step();
          return (member as (...a: unknown[]) => Promise<unknown>)(...args);
        };
      },
    });
  return {
    numbers: each(store.numbers),
    resources: each(store.resources),
    incidents: each(store.incidents),
    alerts: each(store.alerts),
    storms: each(store.storms),
    stormAlerts: each(store.stormAlerts),
    stormTasks: each(store.stormTasks),
    teardowns: each(store.teardowns),
    provisionings: each(store.provisionings),
    modals: each(store.modals),
    approvals: each(store.approvals),
    leftovers: each(store.leftovers),
    dedupe: each(store.dedupe),
    audit: each(store.audit),
    enqueue: async (job) => {
      step();
      return store.enqueue(job);
    },
  };
}
