import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { firstBrokenLink } from "../../src/domain/audit-chain.ts";
import {
  ConfirmationRequired,
  Conflict,
  IllegalTransition,
  InvalidInput,
  NotFound,
} from "../../src/domain/errors.ts";
import { createOperations } from "../../src/operations/create-operations.ts";
import type { Deps } from "../../src/operations/deps.ts";
import type { Operations } from "../../src/operations/operations.ts";
import { sha256Hex } from "../../src/persistence/audit-log.ts";
import type { StoredDatabase } from "../../src/persistence/create-database.ts";
import { guardTransactions } from "../support/guard-transactions.ts";
import { createMemoryAlerts } from "../support/memory-alerts.ts";
import {
  createMemoryOutside,
  createMemoryRealtime,
  createMemoryTelephony,
} from "../support/memory-telephony.ts";
import { NO_HOMES } from "../support/no-homes.ts";
import { refuseUnaudited } from "../support/refuse-unaudited.ts";
import { openReplicas, type Replicas } from "../support/replicas.ts";
import { SETTINGS } from "../support/settings.ts";

const NUMBERS = 14;
const AT_ONCE = 12;
const ROUNDS = 40;
const HOST = "wss://demo.livekit.cloud";

let replicas: Replicas;
let both: [Operations, Operations];
let clockMs = 0;
const clock = { now: () => new Date(Date.now() + clockMs), sleep: async () => {} };
const outside = createMemoryOutside();

const notHere = () => Promise.reject(new Error("no number is set up here"));
function operationsOn(database: StoredDatabase): Operations {
  const deps: Deps = {
    database,
    telephony: createMemoryTelephony(outside, clock),
    realtime: createMemoryRealtime(outside, HOST),
    provisioning: {
      telephony: { findNumber: notHere, create: notHere, find: notHere },
      realtime: { create: notHere, find: notHere },
      secrets: { sipPassword: () => "", sipUsername: () => "" },
      sipUri: null,
    },
    vault: {
      accessFor: async ({ twilioAccountSid }) => ({
        accountSid: twilioAccountSid ?? "",
        authToken: "t",
        region: "us1",
      }),
    },
    alerts: createMemoryAlerts(),
    ...NO_HOMES,
    clock,
    ids: { uuid: randomUUID, random: Math.random },
    // Low, so that incidents go into storms and out of them all the time.
    settings: { ...SETTINGS, stormThreshold: 3 },
  };
  return createOperations(guardTransactions(deps));
}

beforeAll(async () => {
  replicas = await openReplicas();
  await refuseUnaudited(replicas.first.pool);
  both = [operationsOn(replicas.both[0]), operationsOn(replicas.both[1])];
});
afterAll(() => replicas.close());

/** Mulberry32: the same story for the same seed, as far as the database lets it. */
function chanceOf(seed: number) {
  let state = seed;
  return (most: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % most;
  };
}

const CAUSES = ["credentials", "timeout", "permission"];
const REFUSALS = [Conflict, IllegalTransition, NotFound, InvalidInput, ConfirmationRequired];
const isRefusal = (error: unknown) => REFUSALS.some((type) => error instanceof type);

type Chance = ReturnType<typeof chanceOf>;
type Deed = (operations: Operations, chance: Chance) => Promise<unknown>;

const person = (chance: Chance) => ({ kind: "slack_user", id: `U${chance(3)}` }) as const;
const numbers: number[] = [];
const aNumberId = (chance: Chance) => numbers[chance(numbers.length)] ?? 0;
const ofIncident =
  (deed: (operations: Operations, incidentId: number, chance: Chance) => Promise<unknown>): Deed =>
  async (operations, chance) => {
    const incident = await replicas.both[0].incidents.openOf(aNumberId(chance));
    if (incident !== null) await deed(operations, incident.id, chance);
  };
const ofStorm =
  (deed: (operations: Operations, stormId: number, chance: Chance) => Promise<unknown>): Deed =>
  async (operations, chance) => {
    const { rows } = await replicas.first.pool.query("SELECT id FROM storms WHERE ended_at IS NULL");
    if (rows.length > 0) await deed(operations, rows[chance(rows.length)].id, chance);
  };
const inAnHour = () => new Date(clock.now().getTime() + 3_600_000);

const DEEDS: Record<string, Deed> = {
  "the sweep": (operations) => operations.takeUpIncidents(),
  claim: ofIncident((operations, id, chance) => operations.claimIncident(id, person(chance))),
  release: ofIncident((operations, id, chance) => operations.releaseIncident(id, person(chance))),
  snooze: ofIncident((operations, id, chance) => operations.snoozeIncident(id, inAnHour(), person(chance))),
  wake: ofIncident((operations, id, chance) => operations.wakeIncident(id, person(chance))),
  "open a member": ofIncident((operations, id, chance) => operations.openStormMember(id, person(chance))),
  "send an alert": ofIncident((operations, id) => operations.syncAlert(id)),
  "claim a storm": ofStorm((operations, id, chance) => operations.claimStorm(id, person(chance))),
  "release a storm": ofStorm((operations, id, chance) => operations.releaseStorm(id, person(chance))),
  "begin work of a storm": ofStorm((operations, id, chance) =>
    operations.startStormWork(id, chance(2) === 0 ? "retry" : "check", person(chance)),
  ),
  "work on a storm": ofStorm((operations, id) => operations.workOnStorm(id)),
  "send a storm's message": ofStorm((operations, id) => operations.syncStorm(id)),
  retry: (operations, chance) => operations.retryCleanUp(aNumberId(chance), person(chance)),
  delete: (operations, chance) => operations.deleteNumber(aNumberId(chance), person(chance)),
  look: (operations, chance) => operations.verifyNumber(aNumberId(chance), person(chance)),
  tick: (operations, chance) => operations.tickResources(aNumberId(chance), [], `U${chance(3)}`),
  "open the window": (operations, chance) => operations.openForceDelete(aNumberId(chance), `U${chance(3)}`),
  "report a corruption": (operations, chance) =>
    operations.reportCorruption(
      aNumberId(chance),
      { cause: CAUSES[chance(CAUSES.length)] ?? "", message: "" },
      { kind: "api_token", name: "platform" },
    ),
  "force delete": (operations, chance) =>
    chance(4) === 0 ? operations.forceDeleteByApi(aNumberId(chance), "platform") : Promise.resolve(),
  "ask for a second person and withdraw": async (operations, chance) => {
    const { modalId } = await operations.openForceDelete(aNumberId(chance), "U0");
    await operations.checkForceDelete(modalId);
    const form = { digits: "0000", reason: "because", ticks: [], acceptLeftovers: true };
    const answer = await operations.submitForceDelete({ modalId, userId: "U0", mayAct: true, form });
    if (answer.result === "waiting")
      await operations.declineForceDelete({ approvalId: answer.approval.id, userId: "U0", mayApprove: true });
  },
  "finish a run": async (operations) => {
    const { rows } = await replicas.first.pool.query(
      "SELECT id FROM teardown_runs WHERE finished_at IS NULL LIMIT 1",
    );
    if (rows.length > 0) await operations.resumeTeardown(rows[0].id);
  },
  "a program corrupts all": (_operations, chance) =>
    replicas.first.pool.query(
      "UPDATE phone_numbers SET status = 'corrupted', corruption_cause = $1 WHERE status = 'active'",
      [CAUSES[chance(CAUSES.length)]],
    ),
  "a program puts some right": (_operations, chance) =>
    replicas.first.pool.query(
      "UPDATE phone_numbers SET status = 'active' WHERE status = 'corrupted' AND id % 3 = $1",
      [chance(3)],
    ),
  "time passes": async () => {
    clockMs += 70_000;
  },
};

/** As another program records them, so that nothing needs an event. */
async function topUp(): Promise<void> {
  const missing = NUMBERS - (await replicas.both[0].numbers.count());
  const { rows } = await replicas.first.pool.query(
    `INSERT INTO phone_numbers (phone_number, provider, twilio_account_sid, twilio_region, twilio_trunk_sid,
       twilio_credential_list_sids, livekit_host, livekit_trunk_id)
     SELECT gen_random_uuid(), 'twilio', $1, 'us1', 'TK' || md5(random()::text), ARRAY['CL' || md5(random()::text)], $2,
       'ST_' || md5(random()::text) FROM generate_series(1, $3) RETURNING id`,
    [`AC${"a".repeat(32)}`, HOST, Math.max(0, missing)],
  );
  numbers.push(...rows.map((row: { id: number }) => row.id));
  numbers.splice(0, numbers.length - NUMBERS);
}

const SEED = Number(process.env["EVERYBODY_SEED"] ?? Math.floor(Math.random() * 1_000_000));

describe("everybody at once, on two replicas", () => {
  it(`never meets a deadlock, and leaves nothing half done (seed ${SEED})`, async () => {
    const chance = chanceOf(SEED);
    const names = Object.keys(DEEDS);
    const failed: string[] = [];
    const done = new Map<string, number>();
    for (let round = 0; round < ROUNDS; round += 1) {
      await topUp();
      await Promise.all(
        Array.from({ length: AT_ONCE }, async (_, index) => {
          const name = names[chance(names.length)] ?? "";
          const own = chanceOf(chance(2 ** 31));
          try {
            await DEEDS[name]?.(both[index % 2 === 0 ? 0 : 1], own);
            done.set(name, (done.get(name) ?? 0) + 1);
          } catch (error) {
            if (!isRefusal(error)) failed.push(`${name}: ${String(error)}`);
          }
        }),
      );
    }
    expect(failed).toEqual([]);
    expect(done.size).toBeGreaterThan(names.length / 2);
    expect(firstBrokenLink(await replicas.both[0].readAudit(1, 100_000), sha256Hex)).toBeNull();
    const lost = await replicas.first.pool.query(
      `SELECT number.id FROM phone_numbers number WHERE status = 'corrupted'
         AND NOT EXISTS (SELECT FROM incidents WHERE phone_number_id = number.id AND closed_at IS NULL)`,
    );
    expect(lost.rows).toEqual([]);
  }, 240_000);
});
