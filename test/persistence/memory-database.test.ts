import { describe, expect, it } from "vitest";
import { firstBrokenLink } from "../../src/domain/audit-chain.ts";
import { sha256Hex } from "../../src/persistence/audit-log.ts";
import { NOW } from "../support/factories.ts";
import { createMemoryDatabase } from "../support/memory-database.ts";
import { record } from "../support/new-number.ts";
import { alertsContract } from "./contract/alerts.contract.ts";
import { archiveContract } from "./contract/archive.contract.ts";
import { dueIncidentsContract } from "./contract/due-incidents.contract.ts";
import { homeContract } from "./contract/home.contract.ts";
import { incidentsContract } from "./contract/incidents.contract.ts";
import { numbersContract } from "./contract/numbers.contract.ts";
import { onCallContract } from "./contract/on-call.contract.ts";
import { recordsContract } from "./contract/records.contract.ts";
import { resourcesContract } from "./contract/resources.contract.ts";

const ENTRY = {
  at: NOW,
  actor: { kind: "system", name: "test" },
  action: "alert_replaced",
  phoneNumberId: null,
  incidentId: null,
  data: {},
} as const;

// What the property tests run on is held to the same contract as the databases that the product runs on.
describe("the store in memory", () => {
  const memory = createMemoryDatabase();
  const database = () => memory;

  numbersContract(database);
  resourcesContract(database);
  incidentsContract(database);
  dueIncidentsContract(database);
  alertsContract(database);
  onCallContract(database);
  recordsContract(database);
  archiveContract(database);
  homeContract(database);

  it("leaves nothing behind when the work of a transaction throws", async () => {
    const { id } = await record(memory);
    const events = memory.tables().audit.length;
    memory.takeJobs();
    const failure = new Error("not today");
    const attempt = memory.transaction(async (tx) => {
      await tx.numbers.compareAndSet(id, { statuses: ["active"] }, { status: "corrupted" });
      await tx.audit.append({ ...ENTRY, phoneNumberId: id });
      await tx.enqueue({ name: "verify_number", numberId: id });
      throw failure;
    });
    await expect(attempt).rejects.toBe(failure);
    expect(await memory.numbers.find(id)).toMatchObject({ status: "active", version: 0 });
    expect(await memory.incidents.latestOf(id)).toBeNull();
    expect(memory.tables().audit).toHaveLength(events);
    expect(memory.takeJobs()).toEqual([]);
  });

  it("lets one of many set what all compared", async () => {
    const { id, version } = await record(memory);
    const won = await Promise.all(
      Array.from({ length: 20 }, () =>
        memory.transaction(async (tx) => {
          const number = await tx.numbers.find(id);
          await Promise.resolve();
          return number?.version === version
            ? tx.numbers.compareAndSet(id, { statuses: ["active"], version }, { status: "deleting" })
            : null;
        }),
      ),
    );
    expect(won.filter((number) => number !== null)).toHaveLength(1);
    await memory.audit.append(ENTRY);
    expect(firstBrokenLink(await memory.readAudit(1, 10_000), sha256Hex)).toBeNull();
  });
});
