import { randomBytes, randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { createSecrets } from "../../src/create-secrets.ts";
import type { ExternalResource, ResourceKind, ResourceState } from "../../src/domain/external-resource.ts";
import type { PhoneNumber } from "../../src/domain/phone-number.ts";
import { numberJson } from "../../src/http/number-json.ts";
import { createOperations } from "../../src/operations/create-operations.ts";
import type { Settings } from "../../src/operations/deps.ts";
import type { DeleteOutcome, ImportRequest, Operations } from "../../src/operations/operations.ts";
import type { JobRequest } from "../../src/operations/ports/jobs.ts";
import type { Clock } from "../../src/operations/ports/world.ts";
import { createDatabase, type StoredDatabase } from "../../src/persistence/create-database.ts";
import { createCredentialVault } from "../../src/persistence/credential-vault.ts";
import { createSecretBox, type SecretBox } from "../../src/persistence/secret-box.ts";
import { createLivekitProvider } from "../../src/providers/livekit/livekit-provider.ts";
import { createTwilioProvider } from "../../src/providers/twilio/twilio-provider.ts";
import { alertMessage } from "../../src/slack/messages/alert-message.ts";
import { createLivekitStandin, type LivekitStandin } from "../../standins/livekit/livekit-standin.ts";
import { createTwilioStandin, type TwilioStandin } from "../../standins/twilio/twilio-standin.ts";
import { SURROUNDINGS } from "../slack/support/incidents.ts";
import { type CatalogueClock, createCatalogueClock } from "./catalogue-clock.ts";
import { type Owned, seedOwned } from "./catalogue-seeds.ts";
import { createTestDatabase } from "./database.ts";
import { createMemoryAlerts } from "./memory-alerts.ts";
import { NO_HOMES } from "./no-homes.ts";
import { createProviderReins, type ProviderReins } from "./provider-reins.ts";
import { SETTINGS } from "./settings.ts";

export const PLATFORM = { kind: "api_token", name: "platform" } as const;
export const ACCOUNT = { sid: `AC${"5f".repeat(16)}`, authToken: "t0ken-that-must-never-be-seen" } as const;
export const LIVEKIT_KEY = { apiKey: "APIcatalogue", apiSecret: "s3cret-that-must-never-be-seen-anywhere" };

/** One test's outside and inside: fresh stand-ins, the real adapters and operations, the file's database. */
export interface Catalogue {
  operations: Operations;
  database: StoredDatabase;
  pool: pg.Pool;
  twilio: TwilioStandin;
  livekit: LivekitStandin;
  clock: CatalogueClock;
  reins: ProviderReins;
  jobs: JobRequest[];
  /** The same operations on another replica, or with other settings, another account of the installation, or another clock. */
  replica(changes?: {
    settings?: Partial<Settings>;
    installation?: typeof ACCOUNT;
    clock?: Clock;
  }): Operations;
  /** Seeds one of everything at Twilio and LiveKit, and imports it; nothing of that is in `calls` any more. */
  number(
    changes?: Partial<ImportRequest>,
    seeded?: Owned,
  ): Promise<{ id: number; owned: Owned; unseen: string[] }>;
  /** The normal delete. */
  remove(id: number): Promise<DeleteOutcome>;
  /** As the platform reports a failed teardown of its own, followed by a look at everything. */
  corrupt(id: number): Promise<void>;
  status(id: number): Promise<PhoneNumber["status"] | "removed">;
  resource(id: number, kind: ResourceKind): Promise<ExternalResource>;
  states(id: number): Promise<Partial<Record<ResourceKind, ResourceState>>>;
  /** `METHOD /path` at Twilio, and `Method {body}` at LiveKit, in order of arrival at each. */
  twilioCalls(part?: string): string[];
  livekitCalls(part?: string): string[];
  /** The calls that change something: deletes, updates, creates. */
  changes(): string[];
  /** Every word of the alert as it is rendered now. */
  alert(id: number): Promise<string>;
  json(id: number): Promise<ReturnType<typeof numberJson>>;
}

/** Registers the hooks of a test file and gives each test its own world; a call that no correct client sends
 * fails the test, and so does a fault that never strikes. */
export function useCatalogue(): () => Catalogue {
  let pool: pg.Pool;
  let dropDatabase: () => Promise<void>;
  let inside: Inside;
  let catalogue: Catalogue;
  beforeAll(async () => {
    const { url, drop } = await createTestDatabase();
    pool = new pg.Pool({ connectionString: url, max: 10 });
    dropDatabase = drop;
    inside = openInside(pool);
  });
  afterAll(async () => {
    await pool.end();
    await dropDatabase();
  });
  beforeEach(async () => {
    inside.jobs.length = 0;
    catalogue = await openCatalogue(inside);
  });
  afterEach(async () => {
    const { twilio, livekit } = catalogue;
    const violations = [...twilio.violations, ...livekit.violations];
    const unused = [...twilio.faults.list(), ...livekit.faults.list()].filter(({ hits }) => hits === 0);
    await Promise.all([twilio.close(), livekit.close()]);
    expect(violations).toEqual([]);
    expect(unused, "faults that never struck").toEqual([]);
  });
  return () => catalogue;
}

interface Inside {
  pool: pg.Pool;
  database: StoredDatabase;
  secretBox: SecretBox;
  jobs: JobRequest[];
}

function openInside(pool: pg.Pool): Inside {
  const jobs: JobRequest[] = [];
  const secretBox = createSecretBox({ key: randomBytes(32).toString("base64"), oldKeys: [] });
  const outlet = { enqueue: async (job: JobRequest) => void jobs.push(job), wake: () => {} };
  return { pool, database: createDatabase({ pool, secretBox, jobs: outlet }), secretBox, jobs };
}

async function openCatalogue({ pool, database, secretBox, jobs }: Inside): Promise<Catalogue> {
  const twilio = await createTwilioStandin({ accounts: [ACCOUNT] });
  const livekit = await createLivekitStandin(LIVEKIT_KEY);
  const manual = createCatalogueClock();
  const reins = createProviderReins();
  const alerts = createMemoryAlerts();
  const replica: Catalogue["replica"] = ({ settings = {}, installation, clock = manual } = {}) => {
    const telephony = reins.on(createTwilioProvider({ apiUrl: twilio.url, now: clock.now }));
    const realtime = reins.on(createLivekitProvider({ url: livekit.url, ...LIVEKIT_KEY }));
    return createOperations({
      database,
      telephony,
      realtime,
      provisioning: { telephony, realtime, secrets: createSecrets(), sipUri: "sip:demo.sip.livekit.cloud" },
      vault: createCredentialVault({
        findToken: database.findToken,
        secretBox,
        installation: installation
          ? { accountSid: installation.sid, authToken: installation.authToken }
          : null,
      }),
      alerts,
      ...NO_HOMES,
      clock,
      ids: { uuid: randomUUID, random: () => 0.5 },
      settings: { ...SETTINGS, ...settings },
    });
  };
  const operations = replica();
  const resourcesOf = (id: number) => database.resources.of(id);
  const twilioCalls = (part = "") =>
    twilio.calls.map(({ method, path }) => `${method} ${path}`).filter((call) => call.includes(part));
  const livekitCalls = (part = "") =>
    livekit.calls
      .map(({ path, body }) => `${path.split("/").at(-1)} ${body}`)
      .filter((call) => call.includes(part));
  return {
    operations,
    database,
    pool,
    twilio,
    livekit,
    clock: manual,
    reins,
    jobs,
    replica,
    async number(changes = {}, seeded) {
      const owned = seeded ?? seedOwned(twilio, livekit, ACCOUNT.sid);
      const request = { ...importOf(owned, livekit.url), ...changes };
      const { number, unseen } = await operations.importNumber(request, PLATFORM);
      twilio.calls.splice(0);
      livekit.calls.splice(0);
      // Nobody looks at it the moment that it was imported: what was scanned then is too old.
      manual.advance(20_000);
      return { id: number.id, owned, unseen };
    },
    remove: (id) => operations.deleteNumber(id, PLATFORM),
    async corrupt(id) {
      await operations.reportCorruption(id, { cause: "platform", message: "gave up" }, PLATFORM);
      await operations.verifyNumber(id);
    },
    status: async (id) => (await database.numbers.find(id))?.status ?? "removed",
    async resource(id, kind) {
      const found = (await resourcesOf(id)).filter((resource) => resource.kind === kind);
      if (found.length !== 1 || !found[0]) throw new Error(`the number has ${found.length} of ${kind}`);
      return found[0];
    },
    states: async (id) => Object.fromEntries((await resourcesOf(id)).map(({ kind, state }) => [kind, state])),
    twilioCalls,
    livekitCalls,
    changes: () => [
      ...twilioCalls().filter((call) => !call.startsWith("GET ")),
      ...livekitCalls().filter((call) => !call.startsWith("List")),
    ],
    async alert(id) {
      const incident = await database.incidents.latestOf(id);
      if (incident === null) throw new Error(`number ${id} has no incident`);
      await operations.syncAlert(incident.id);
      const message = [...alerts.messages.values()].find(({ facts }) => facts.incident.id === incident.id);
      if (!message) throw new Error(`incident ${incident.id} has no alert`);
      return wordsOf(alertMessage(message.facts, SURROUNDINGS));
    },
    json: async (id) => numberJson(await operations.showNumber({ id })),
  };
}

function importOf(owned: Owned, livekitHost: string): ImportRequest {
  return {
    phoneNumber: owned.phoneNumber,
    label: "Support Line",
    supportsInbound: true,
    supportsOutbound: false,
    provider: "twilio",
    inboundTrunk: {},
    outboundTrunk: {},
    twilioAccountSid: ACCOUNT.sid,
    authToken: ACCOUNT.authToken,
    twilioRegion: "us1",
    twilioPhoneNumberSid: owned.number,
    twilioTrunkSid: owned.trunk,
    twilioCredentialListSids: [owned.credentialList],
    twilioConnectionPolicySids: [owned.policy],
    twilioIpAccessControlListSids: [owned.addressList],
    livekitHost,
    livekitTrunkId: owned.inbound,
    livekitOutboundTrunkId: null,
    livekitDispatchRuleId: owned.rule,
  };
}

/** All texts of a message, in the order in which they are read. */
function wordsOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(wordsOf).join("\n");
  if (typeof value !== "object" || value === null) return "";
  return Object.entries(value)
    .filter(([key]) => !["type", "action_id", "block_id", "value", "style"].includes(key))
    .map(([, part]) => wordsOf(part))
    .join("\n");
}
