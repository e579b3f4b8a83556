import { describe, expect, it } from "vitest";
import { createJobHandlers } from "../../src/jobs/handlers.ts";
import { createErrorLog } from "../support/job-queues.ts";

const refuse = () => Promise.reject(new Error("not in this test"));

function handlers(homesChanged: () => Promise<void>, synced: string[]) {
  const log = createErrorLog();
  return createJobHandlers(
    {
      homesChanged,
      syncAlert: async () => {
        synced.push("alert");
        return { done: true };
      },
      syncStorm: async () => {
        synced.push("storm");
        return { done: true };
      },
      publishHomes: async () => ({ done: false, retryAfterMs: 6_000 }),
      verifyNumber: refuse,
      lookFirst: refuse,
      scanAccount: refuse,
      resumeTeardown: refuse,
      resumeProvisioning: refuse,
      workOnStorm: refuse,
      takeUpIncidents: refuse,
    },
    log,
  );
}

describe("what an alert or a storm shows", () => {
  it("is shown by open Homes as well", async () => {
    const happened: string[] = [];
    const jobs = handlers(async () => void happened.push("told"), happened);
    await jobs.sync_alert({ incidentId: 7 });
    await jobs.sync_storm({ stormId: 7 });
    expect(happened).toEqual(["told", "alert", "told", "storm"]);
  });

  it("does not wait for Homes that cannot be told", async () => {
    const happened: string[] = [];
    const jobs = handlers(refuse, happened);
    expect(await jobs.sync_alert({ incidentId: 7 })).toEqual({ done: true });
    expect(happened).toEqual(["alert"]);
  });
});

describe("publishing Homes", () => {
  it("comes again for those that were drawn a moment ago", async () => {
    const jobs = handlers(async () => {}, []);
    expect(await jobs.publish_homes({})).toMatchObject({ retryAfterMs: 6_000 });
  });
});
