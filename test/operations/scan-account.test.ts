import { describe, expect, it } from "vitest";
import type { JobRequest } from "../../src/operations/ports/jobs.ts";
import { ACCOUNT, type Catalogue, useCatalogue } from "../support/catalogue-harness.ts";

const catalogue = useCatalogue();
const LISTED = "GET /v1/Trunks";
const scans = (world: Catalogue) => world.twilioCalls().filter((call) => call === LISTED).length;
const isScanJob = (job: JobRequest) => job.name === "scan_account";

/** A look at these numbers has too little time for the SIP domains, which answer late. */
async function lookInHaste(world: Catalogue, ids: readonly number[]) {
  world.twilio.faults.add({ kind: "delay", path: "SIP/Domains.json$", delayMs: 1_500, times: 1 });
  world.reins.longestCallMs = 600;
  await Promise.all(ids.map((id) => world.operations.verifyNumber(id)));
  world.reins.longestCallMs = Number.POSITIVE_INFINITY;
  return world.jobs.filter(isScanJob);
}

describe("looks that share a scan of their account", () => {
  it("scan it once for twenty numbers that are verified at the same time", async () => {
    const world = catalogue();
    const imported = await Promise.all(Array.from({ length: 20 }, () => world.number()));
    const numbers = imported.map(({ id }) => id);
    world.twilio.calls.splice(0);
    await Promise.all(numbers.map((id) => world.operations.verifyNumber(id)));
    expect(scans(world)).toBe(1);
    expect(world.twilioCalls("/v1/ByocTrunks")).toHaveLength(1);
    expect(world.twilio.peakInFlight()).toBeLessThanOrEqual(4);
    for (const id of numbers)
      expect(await world.states(id)).toMatchObject({
        twilio_credential_list: "present",
        twilio_connection_policy: "present",
      });
  }, 60_000);

  it("know each number's own trunk from the others': one scan, and each its own verdict", async () => {
    const world = catalogue();
    const alone = await world.number();
    const shared = await world.number();
    world.twilio.seed.trunkLink(alone.owned.trunk, shared.owned.credentialList);
    await Promise.all([alone.id, shared.id].map((id) => world.operations.verifyNumber(id)));
    expect(scans(world)).toBe(1);
    expect((await world.resource(alone.id, "twilio_credential_list")).state).toBe("present");
    expect(await world.resource(shared.id, "twilio_credential_list")).toMatchObject({
      state: "kept",
      detail: `shared with trunk ${alone.owned.trunk} (${alone.owned.phoneNumber})`,
    });
  });

  it("use what was scanned within 15 s, and never tell facts as younger than that scan", async () => {
    const world = catalogue();
    const { id } = await world.number();
    const first = await world.operations.verifyNumber(id);
    world.clock.advance(10_000);
    const second = await world.operations.verifyNumber(id);
    expect(scans(world)).toBe(1);
    expect(second.factsReadAt.getTime() - first.factsReadAt.getTime()).toBeLessThan(1_000);
    world.clock.advance(10_000);
    await world.operations.verifyNumber(id);
    expect(scans(world)).toBe(2);
  });

  it("a teardown takes no older scan: a list that was shared a moment ago stays", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    await world.operations.verifyNumber(id);
    const theirs = world.twilio.seed.trunk(ACCOUNT.sid);
    world.twilio.seed.trunkLink(theirs, owned.credentialList);
    expect(await world.remove(id)).toEqual({ outcome: "removed" });
    expect(world.twilio.has(owned.credentialList)).toBe(true);
    expect(world.twilio.isLinked(theirs, owned.credentialList)).toBe(true);
    expect(await world.resource(id, "twilio_credential_list")).toMatchObject({ state: "kept" });
  });
});

describe("a look that has too little time for its account", () => {
  it("says that it cannot tell and that the look goes on, and a job tells the result from the same scan", async () => {
    const world = catalogue();
    const { id } = await world.number();
    await world.corrupt(id);
    world.twilio.calls.splice(0);
    world.clock.advance(20_000);
    const [job] = await lookInHaste(world, [id]);
    expect(await world.resource(id, "twilio_credential_list")).toMatchObject({
      state: "unknown",
      cause: "timeout",
      detail: expect.stringMatching(/not enough time .* and the look goes on$/),
    });
    expect(await world.states(id)).toMatchObject({
      twilio_connection_policy: "present",
      livekit_inbound_trunk: "present",
    });
    expect(job).toEqual({ name: "scan_account", numberId: id, askedAtMs: expect.any(Number) });
    if (job?.name !== "scan_account") return;
    world.jobs.length = 0;
    await world.operations.scanAccount(job.numberId, job.askedAtMs);
    expect((await world.resource(id, "twilio_credential_list")).state).toBe("present");
    expect(scans(world), "the scan that went on").toBe(1);
    expect(world.jobs).toContainEqual({ name: "sync_alert", incidentId: expect.any(Number) });
    expect(world.jobs.filter(isScanJob)).toEqual([]);
  });

  it("is finished for all numbers of the account by the first job; the others find nothing left to do", async () => {
    const world = catalogue();
    const ids = [(await world.number()).id, (await world.number()).id, (await world.number()).id];
    const jobs = await lookInHaste(world, ids);
    expect(jobs).toHaveLength(3);
    for (const [index, job] of jobs.entries()) {
      if (job.name !== "scan_account") continue;
      const before = world.twilio.calls.length;
      await world.operations.scanAccount(job.numberId, job.askedAtMs);
      if (index > 0) expect(world.twilio.calls).toHaveLength(before);
    }
    for (const id of ids) expect(await world.states(id)).toMatchObject({ twilio_credential_list: "present" });
    expect(scans(world)).toBe(1);
  });

  it("leaves a corrupted number of a failed teardown a job as well, and asks for no third look", async () => {
    const world = catalogue();
    const { id } = await world.number();
    world.twilio.faults.add({ kind: "hang", path: "SIP/Domains.json$" });
    world.reins.longestCallMs = 600;
    expect(await world.remove(id)).toMatchObject({
      outcome: "corrupted",
      number: { corruptionCause: "timeout" },
    });
    const job = world.jobs.find(isScanJob);
    expect(job).toMatchObject({ numberId: id });
    if (job?.name !== "scan_account") return;
    world.jobs.length = 0;
    // Still too little time: it stays unknown, and nothing is asked for again.
    await world.operations.scanAccount(id, job.askedAtMs);
    expect(await world.resource(id, "twilio_credential_list")).toMatchObject({ state: "unknown" });
    expect(world.jobs.filter(isScanJob)).toEqual([]);
    world.twilio.calls.splice(0);
    await world.operations.scanAccount(id, job.askedAtMs);
    expect(world.twilio.calls).toEqual([]);
  });

  it("has nothing to do for a number that is gone by then", async () => {
    await expect(catalogue().operations.scanAccount(2_000_000_000, 1)).resolves.toBeUndefined();
  });
});
