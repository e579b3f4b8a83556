import type { StormOutbox, StormStore, StormTasks } from "../../../src/operations/ports/storm-store.ts";

/* Memory knows no storms: none opens, so nothing is ever found. What concerns them is tested against PostgreSQL. */

const nothing = async () => {};
const none = async () => [];
const unknown = async () => null;
const never = async (): Promise<never> => {
  throw new Error("memory knows no storms");
};

export const noStorms: StormStore = {
  lockMembership: nothing,
  nameAccounts: async () => 0,
  listCandidates: none,
  open: unknown,
  join: none,
  leave: none,
  end: none,
  touchChanged: none,
  giveOwnMessage: unknown,
  find: unknown,
  lock: unknown,
  change: nothing,
  touchWaiting: none,
  note: never,
  counts: never,
  listMembers: none,
  retriesOf: never,
  listSilent: none,
  listDueRetries: none,
  putOffRetries: nothing,
  endSnoozes: none,
};

export const noStormAlerts: StormOutbox = {
  claim: async () => "nothing",
  postTried: never,
  posted: nothing,
  lost: nothing,
  noteTried: nothing,
  notePosted: nothing,
  shown: never,
  shownAt: unknown,
  renew: never,
  giveUp: nothing,
  listBehind: none,
};

export const noStormTasks: StormTasks = {
  start: never,
  finish: never,
  counts: never,
  listWaiting: none,
  begun: never,
  ended: nothing,
  settle: nothing,
  lease: async () => false,
  giveUp: nothing,
  listAbandoned: none,
};
