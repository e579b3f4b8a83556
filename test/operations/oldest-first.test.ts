import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AlertDelayed } from "../../src/operations/ports/alerts.ts";
import { createOperationsHarness, type OperationsHarness } from "../support/operations-harness.ts";

let harness: OperationsHarness;
/** Three incidents without a message, the oldest first. */
let waiting: [number, number, number];
beforeEach(async () => {
  harness = await createOperationsHarness();
  waiting = [await corruptedIncident(), await corruptedIncident(), await corruptedIncident()];
});
afterEach(() => harness.close());

async function corruptedIncident(): Promise<number> {
  const { number } = await harness.importedNumber();
  const report = { cause: "platform", message: "gave up" };
  await harness.operations.reportCorruption(number.id, report, { kind: "api_token", name: "p" });
  return (await harness.database.incidents.openOf(number.id))!.id;
}

const told = () => [...harness.alerts.messages.values()].map(({ posted }) => posted.incident.id);
const inMs = (ms: number) => new Date(harness.clock.now().getTime() + ms);
const sync = (id: number) => harness.operations.syncAlert(id);

describe("first alerts", () => {
  it("go out oldest first, whichever of them is woken", async () => {
    expect(await sync(waiting[2])).toEqual({ done: true });
    expect(told()).toEqual(waiting);
    expect(await sync(waiting[0])).toEqual({ done: true });
    expect(told()).toEqual(waiting);
  });

  it("do not overtake an older one that Slack asked to wait with", async () => {
    harness.alerts.failPost = { error: new AlertDelayed("Slack did not answer", 10_000), applied: false };
    expect(await sync(waiting[2])).toEqual({ done: false, retryAfterMs: 10_000 });
    expect(told()).toEqual([]);
    await sync(waiting[1]);
    expect(told()).toEqual(waiting.slice(0, 2));
  });

  it("wait, a second for each older one, while another process sends the oldest", async () => {
    await harness.database.alerts.claim(waiting[0], "another", harness.clock.now(), inMs(30_000));
    expect(await sync(waiting[2])).toEqual({ done: false, retryAfterMs: 2_000 });
    expect(told()).toEqual([]);
  });

  it("do not wait for a process that has not been heard of for twelve seconds", async () => {
    await harness.database.alerts.claim(waiting[0], "killed", harness.clock.now(), inMs(18_000));
    expect(await sync(waiting[2])).toEqual({ done: true });
    expect(told()).toEqual([waiting[1], waiting[2]]);
  });

  it("do not wait for one that Slack refuses", async () => {
    const refusal = new AlertDelayed("msg_too_long", 300_000, { refused: true });
    harness.alerts.failPost = { error: refusal, applied: false };
    expect(await sync(waiting[1])).toEqual({ done: true });
    expect(told()).toEqual([waiting[1]]);
  });

  it("do not wait for one that fails by itself", async () => {
    harness.alerts.failPost = { error: new TypeError("nobody can draw this"), applied: false };
    expect(await sync(waiting[1])).toEqual({ done: true });
    expect(told()).toEqual([waiting[1]]);
  });

  it("do not wait where a person acts on the number", async () => {
    await harness.operations.claimIncident(waiting[2], { kind: "slack_user", id: "U1" });
    expect(await sync(waiting[2])).toEqual({ done: true });
    expect(told()).toEqual([waiting[2]]);
  });

  it("are no reason for an alert that is there already to wait", async () => {
    const { alerts, incidents } = harness.database;
    await alerts.claim(waiting[0], "killed", harness.clock.now(), inMs(18_000));
    await sync(waiting[1]);
    await alerts.giveUp(waiting[0], "killed");
    await incidents.touch(waiting[1]);
    await sync(waiting[1]);
    expect(told()).toEqual([waiting[1]]);
    expect([...harness.alerts.messages.values()][0]).toMatchObject({ updates: 1 });
  });
});
