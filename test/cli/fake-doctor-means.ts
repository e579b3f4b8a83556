import { expect } from "vitest";
import type { Check, Finding } from "../../src/cli/doctor/check.ts";
import { loadConfig } from "../../src/config.ts";
import type { DoctorMeans } from "../../src/doctor-means.ts";
import { LEAST } from "../config/least-environment.ts";
import { NOW } from "../support/factories.ts";

/** What Slack answered, as the means pass it on. */
export const answered = <T>(value: T) => ({ answered: true, value }) as const;
/** The bot as Slack knows it. */
export const me = {
  team: "Example",
  teamId: "T1",
  bot: "lineman",
  scopes: ["chat:write"],
  time: { slack: NOW, here: NOW },
};

/** Means with which everything is in order, but for what a test changes. */
export function means(
  changes: Partial<DoctorMeans> = {},
  slack: Partial<DoctorMeans["slack"]> = {},
  env = {},
): DoctorMeans {
  return {
    config: loadConfig({ ...LEAST, ...env }),
    slack: {
      identity: async () => answered(me),
      channel: async () => answered({ name: "alerts", isMember: true, isArchived: false }),
      membersOf: async () => answered(["U1", "U2"]),
      standing: async () => answered("member"),
      socketAddress: async () => null,
      ...slack,
    },
    scopes: ["chat:write"],
    reach: async () => {},
    proveTwilio: async () => "Twilio account AC1 is active",
    proveLivekit: async () => {},
    examineData: async () => ({ state: data(), via: "database", here: NOW }),
    keyIds: ["new", "old"],
    askBot: async () => ({ troubles: [] }),
    ...changes,
  };
}

type State = Awaited<ReturnType<DoctorMeans["examineData"]>>["state"];
/** A database in which everything is in order, but for what a test changes. */
export const data = (changes: Partial<State> = {}): State => ({
  server: "PostgreSQL 16.2",
  at: NOW.toISOString(),
  migrations: { pending: [], failed: [], edited: [], unknown: [] },
  keys: [],
  oldestDueJob: null,
  ...changes,
});

type Found = [
  check: Check,
  means: DoctorMeans,
  outcome: Finding["outcome"],
  what: string,
  fix: string | null,
];
/** What is so, the check that looks at it, and parts of what it then says. */
export type FindingCase = [situation: string, ...found: Found];

/** The check finds this, and both texts are parts of what it says; null: it says nothing to do. */
export async function expectFinding(...[check, means, outcome, what, fix]: Found): Promise<void> {
  expect(await check.look(means)).toEqual({
    outcome,
    what: expect.stringContaining(what),
    fix: fix === null ? null : expect.stringContaining(fix),
  });
}
