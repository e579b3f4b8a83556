import { randomBytes, randomInt, randomUUID } from "node:crypto";
import pg from "pg";
import type { AuditEvent } from "../../src/domain/audit-chain.ts";
import { type ExternalResource, resourceKey } from "../../src/domain/external-resource.ts";
import { recordedResources } from "../../src/domain/recorded-resources.ts";
import { createOperations } from "../../src/operations/create-operations.ts";
import type { Deps, Settings } from "../../src/operations/deps.ts";
import type { ImportRequest, Operations } from "../../src/operations/operations.ts";
import type { AlertChannel } from "../../src/operations/ports/alerts.ts";
import type { JobRequest } from "../../src/operations/ports/jobs.ts";
import type { Clock } from "../../src/operations/ports/world.ts";
import { createDatabase, type StoredDatabase } from "../../src/persistence/create-database.ts";
import { createSecretBox } from "../../src/persistence/secret-box.ts";
import { createTestDatabase } from "./database.ts";
import { aNumber } from "./factories.ts";
import { guardTransactions } from "./guard-transactions.ts";
import { createMemoryAlerts, type MemoryAlerts } from "./memory-alerts.ts";
import {
  createMemoryOutside,
  createMemoryRealtime,
  createMemoryTelephony,
  type MemoryOutside,
} from "./memory-telephony.ts";
import { NO_HOMES } from "./no-homes.ts";
import { refuseUnaudited, TEST_ITSELF } from "./refuse-unaudited.ts";
import { SETTINGS } from "./settings.ts";

const HOST = "wss://demo.livekit.cloud";

export interface OperationsHarness {
  operations: Operations;
  database: StoredDatabase;
  outside: MemoryOutside;
  alerts: MemoryAlerts;
  /** Jobs enqueued since the last reset; nothing works on them. */
  jobs: JobRequest[];
  clock: Clock & { advance(ms: number): void; sleptMs(): number };
  /** Runs once, after the next verification has recorded its facts. */
  afterNextVerification: (() => Promise<unknown>) | null;
  /** Where its database is, for other programs. */
  url: string;
  /** The region that Twilio is asked in. */
  region: string;
  withSettings(settings: Partial<Settings>): Operations;
  resetOutside(): void;
  /** A fresh number with one of everything, all of it there and carried by its trunk unless said otherwise. */
  importedNumber(
    changes?: Partial<ImportRequest>,
    world?: { carried?: boolean; exists?: boolean },
  ): Promise<{
    number: Awaited<ReturnType<Operations["importNumber"]>>["number"];
    resources: ExternalResource[];
    unseen: string[];
  }>;
  bareNumber(): Partial<ImportRequest>;
  /** As the platform reports a failed teardown of its own. */
  corrupt(numberId: number): Promise<void>;
  journalOf(numberId: number): Promise<unknown[]>;
  auditOf(numberId: number): Promise<AuditEvent[]>;
  sql(text: string): Promise<pg.QueryResult>;
  close(): Promise<void>;
}

/** The real operations on a real PostgreSQL database, over providers and a Slack in memory, with a clock of its own. */
export async function createOperationsHarness(): Promise<OperationsHarness> {
  const testDatabase = await createTestDatabase();
  const pool = new pg.Pool({ connectionString: testDatabase.url, max: 10 });
  await refuseUnaudited(pool);
  const ownPool = new pg.Pool({ connectionString: testDatabase.url, max: 4, application_name: TEST_ITSELF });
  const jobs: JobRequest[] = [];
  const secretBox = createSecretBox({ key: randomBytes(32).toString("base64"), oldKeys: [] });
  const outlet = { enqueue: async (job: JobRequest) => void jobs.push(job), wake: () => {} };
  const database = createDatabase({ pool: ownPool, secretBox, jobs: outlet });
  const ofOperations = createDatabase({ pool, secretBox, jobs: outlet });
  const outside = createMemoryOutside();
  const alerts = createMemoryAlerts();
  const clock = createTestClock();
  const deps: Deps = {
    database: ofOperations,
    telephony: createMemoryTelephony(outside, clock),
    realtime: createMemoryRealtime(outside, HOST),
    provisioning: NO_PROVISIONING,
    vault: {
      accessFor: async (number) => ({
        accountSid: number.twilioAccountSid ?? "",
        authToken: "token",
        region: harness.region,
      }),
    },
    alerts: alerts as AlertChannel,
    ...NO_HOMES,
    clock,
    ids: { uuid: randomUUID, random: () => 0.5 },
    settings: SETTINGS,
  };
  const hooked = guardTransactions({ ...deps, database: hookVerifications(ofOperations, () => harness) });
  const harness: OperationsHarness = {
    operations: createOperations(hooked),
    database,
    outside,
    alerts,
    jobs,
    clock,
    afterNextVerification: null,
    url: testDatabase.url,
    region: "us1",
    withSettings: (settings) =>
      createOperations(guardTransactions({ ...deps, settings: { ...deps.settings, ...settings } })),
    resetOutside: () => {
      Object.assign(outside, createMemoryOutside());
      alerts.reset();
      jobs.length = 0;
    },
    importedNumber: (changes = {}, world = {}) => importNumber(harness, changes, world),
    bareNumber: () => ({
      provider: null,
      twilioPhoneNumberSid: null,
      twilioTrunkSid: null,
      twilioCredentialListSids: [],
      twilioConnectionPolicySids: [],
      twilioIpAccessControlListSids: [],
      livekitTrunkId: null,
      livekitDispatchRuleId: null,
    }),
    corrupt: async (id) => {
      const report = { cause: "platform", message: "gave up" };
      await harness.operations.reportCorruption(id, report, { kind: "api_token", name: "platform" });
    },
    journalOf: async (id) =>
      (
        await pool.query(
          "select s.* from teardown_steps s join teardown_runs r on r.id = s.run_id where r.phone_number_id = $1",
          [id],
        )
      ).rows,
    auditOf: async (id) =>
      (await database.readAudit(1, 10_000)).filter((event) => event.phoneNumberId === id),
    sql: (text) => pool.query(text),
    close: async () => {
      await Promise.all([pool.end(), ownPool.end()]);
      await testDatabase.drop();
    },
  };
  return harness;
}

const notHere = () => {
  throw new Error("numbers are set up over the stand-ins: test/operations/create-number.test.ts");
};

/** Memory makes nothing. */
const NO_PROVISIONING: Deps["provisioning"] = {
  telephony: { findNumber: notHere, create: notHere, find: notHere },
  realtime: { create: notHere, find: notHere },
  secrets: { sipPassword: notHere, sipUsername: notHere },
  sipUri: null,
};

/** Sleeping moves the clock and takes no time. */
function createTestClock() {
  let offsetMs = 0;
  let sleptMs = 0;
  return {
    now: () => new Date(Date.now() + offsetMs),
    advance: (ms: number) => {
      offsetMs += ms;
    },
    sleptMs: () => sleptMs,
    sleep: async (ms: number) => {
      offsetMs += ms;
      sleptMs += ms;
    },
  };
}

/** Lets a test act between the look of a submit and its deed. */
function hookVerifications(database: StoredDatabase, harness: () => OperationsHarness): StoredDatabase {
  return {
    ...database,
    resources: {
      ...database.resources,
      of: async (numberId) => {
        const found = await database.resources.of(numberId);
        const hook = harness().afterNextVerification;
        const verified = found.some((resource) => resource.checkedAt !== null);
        if (hook !== null && verified) {
          harness().afterNextVerification = null;
          await hook();
        }
        return found;
      },
    },
  };
}

async function importNumber(
  harness: OperationsHarness,
  changes: Partial<ImportRequest>,
  { carried = true, exists = true }: { carried?: boolean; exists?: boolean },
) {
  const own = (prefix: string) => `${prefix}${randomBytes(16).toString("hex")}`;
  const phoneNumber = `+1415555${String(randomInt(10_000)).padStart(4, "0")}${randomInt(100)}`;
  const {
    id: _id,
    version: _version,
    createdAt: _c,
    updatedAt: _u,
    hasTwilioCredentials: _h,
    status: _s,
    corruptedAt: _ca,
    corruptionCause: _cc,
    corruptionMessage: _cm,
    ...template
  } = aNumber();
  const request: ImportRequest = {
    ...template,
    phoneNumber,
    twilioPhoneNumberSid: own("PN"),
    twilioTrunkSid: own("TK"),
    twilioCredentialListSids: [own("CL")],
    twilioConnectionPolicySids: [own("NY")],
    twilioIpAccessControlListSids: [own("AL")],
    livekitHost: HOST,
    livekitTrunkId: `ST_${randomBytes(6).toString("hex")}`,
    livekitDispatchRuleId: `SDR_${randomBytes(6).toString("hex")}`,
    authToken: "auth-token",
    ...changes,
  };
  const recorded = recordedResources({ ...aNumber(), ...request });
  if (exists)
    for (const ref of recorded)
      if (carried || ref.kind !== "twilio_trunk_number") harness.outside.there.add(resourceKey(ref));
  const { twilioTrunkSid, twilioPhoneNumberSid } = request;
  if (carried && exists && twilioTrunkSid && twilioPhoneNumberSid) {
    const others = harness.outside.trunkNumbers.get(twilioTrunkSid) ?? [];
    harness.outside.trunkNumbers.set(twilioTrunkSid, [...others, { sid: twilioPhoneNumberSid, phoneNumber }]);
  }
  const imported = await harness.operations.importNumber(request, { kind: "api_token", name: "platform" });
  harness.outside.calls.length = 0;
  return imported;
}
