import { describe, expect, it } from "vitest";
import { oldestDueJob } from "../../src/jobs/oldest-due-job.ts";
import { createTestQueue, POLLS_OFTEN, useJobQueues } from "../support/job-queues.ts";
import { MIGRATED_DATABASES } from "../support/open-store.ts";

describe.each(MIGRATED_DATABASES)("the oldest job that waits on $kind", (kind) => {
  const { pool } = useJobQueues(kind);

  it("is the one that has been due for longest, and none that is not due yet", async () => {
    const queue = createTestQueue(pool(), { embedded: kind.embedded, pollMs: POLLS_OFTEN });
    await queue.open();
    expect(await oldestDueJob(pool())).toBeNull();
    await queue.enqueue({ name: "publish_homes", startAfterMs: 3_600_000 }, null);
    expect(await oldestDueJob(pool())).toBeNull();
    const before = Date.now();
    await queue.enqueue({ name: "verify_number", numberId: 1 }, null);
    await queue.enqueue({ name: "sync_alert", incidentId: 1 }, null);
    const oldest = await oldestDueJob(pool());
    expect(oldest?.name).toBe("verify_number");
    expect(Math.abs((oldest?.dueSince.getTime() ?? 0) - before)).toBeLessThan(60_000);
    await queue.stop(0);
  });
});
