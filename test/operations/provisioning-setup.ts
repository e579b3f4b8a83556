import { randomBytes, randomUUID } from "node:crypto";
import { expect } from "vitest";
import type { PhoneNumber } from "../../src/domain/phone-number.ts";
import { createOperations } from "../../src/operations/create-operations.ts";
import type { Deps } from "../../src/operations/deps.ts";
import type { CreateOutcome, CreateRequest, Operations } from "../../src/operations/operations.ts";
import type { AlertChannel } from "../../src/operations/ports/alerts.ts";
import type { JobRequest } from "../../src/operations/ports/jobs.ts";
import { createDatabase, type StoredDatabase } from "../../src/persistence/create-database.ts";
import { createCredentialVault } from "../../src/persistence/credential-vault.ts";
import { createSecretBox } from "../../src/persistence/secret-box.ts";
import { createLivekitProvider } from "../../src/providers/livekit/livekit-provider.ts";
import { createTwilioProvider } from "../../src/providers/twilio/twilio-provider.ts";
import { createLivekitStandin, type LivekitStandin } from "../../standins/livekit/livekit-standin.ts";
import { createTwilioStandin, type TwilioStandin } from "../../standins/twilio/twilio-standin.ts";
import { KEY, SECRET } from "../providers/livekit-setup.ts";
import { AC, TOKEN } from "../providers/twilio-setup.ts";
import { guardTransactions } from "../support/guard-transactions.ts";
import { createMemoryAlerts } from "../support/memory-alerts.ts";
import { NO_HOMES } from "../support/no-homes.ts";
import { type MigratedDatabase, openPostgres } from "../support/open-store.ts";
import { refuseUnaudited } from "../support/refuse-unaudited.ts";
import { SETTINGS } from "../support/settings.ts";

export const ACTOR = { kind: "api_token", name: "platform" } as const;
/** What is drawn as SIP password in these tests, so that it can be searched for. */
export const PASSWORD = "Drawn4TestsOnly0123456789abcdEFGH";
export const SIP_URI = "sip:demo.sip.livekit.cloud";
const BUDGET_MS = 20_000;
let numbersMade = 0;

export interface ProvisioningSetup {
  twilio: TwilioStandin;
  livekit: LivekitStandin;
  database: StoredDatabase;
  migrated: MigratedDatabase;
  operations: Operations;
  deps: Deps;
  jobs: JobRequest[];
  /** Moves the clock on. */
  advance(ms: number): void;
  /** A number that the account has, and a request to set it up. */
  request(changes?: Partial<CreateRequest>): CreateRequest;
  /** The ids of everything that exists outside but the carrier's numbers, and the links of these. */
  leftOutside(): string[];
  numberOf(phoneNumber: string): Promise<PhoneNumber | null>;
  close(): Promise<void>;
}

/** The real operations over the real adapters and the stand-ins, and PostgreSQL, with a clock whose sleeps take no time. */
export async function setUpProvisioning(
  options: { twilioUrl?: (origin: string) => Promise<string> } = {},
): Promise<ProvisioningSetup> {
  const twilio = await createTwilioStandin({ accounts: [{ sid: AC, authToken: TOKEN }] });
  const livekit = await createLivekitStandin({ apiKey: KEY, apiSecret: SECRET });
  const migrated = await openPostgres();
  await refuseUnaudited(migrated.pool);
  const jobs: JobRequest[] = [];
  const secretBox = createSecretBox({ key: randomBytes(32).toString("base64"), oldKeys: [] });
  const outlet = { enqueue: async (job: JobRequest) => void jobs.push(job), wake: () => {} };
  const database = createDatabase({ pool: migrated.pool, secretBox, jobs: outlet });
  let offsetMs = 0;
  const advance = (ms: number) => {
    offsetMs += ms;
  };
  const telephony = createTwilioProvider({ apiUrl: (await options.twilioUrl?.(twilio.url)) ?? twilio.url });
  const realtime = createLivekitProvider({ url: livekit.url, apiKey: KEY, apiSecret: SECRET });
  const secrets = { sipPassword: () => PASSWORD, sipUsername: () => "lmdrawnuser" };
  const deps: Deps = guardTransactions({
    database,
    telephony,
    realtime,
    provisioning: { telephony, realtime, secrets, sipUri: SIP_URI },
    vault: createCredentialVault({ findToken: database.findToken, secretBox, installation: null }),
    alerts: createMemoryAlerts() as AlertChannel,
    ...NO_HOMES,
    clock: { now: () => new Date(Date.now() + offsetMs), sleep: async (ms) => advance(ms) },
    ids: { uuid: randomUUID, random: () => 0.5 },
    settings: { ...SETTINGS, deleteBudgetMs: BUDGET_MS },
  });
  return {
    twilio,
    livekit,
    database,
    migrated,
    operations: createOperations(deps),
    deps,
    jobs,
    advance,
    request(changes = {}) {
      numbersMade += 1;
      const phoneNumber = `+1415555${1_000 + numbersMade}`;
      twilio.seed.phoneNumber(AC, changes.phoneNumber ?? phoneNumber);
      return {
        phoneNumber,
        label: "Support Line",
        supportsInbound: true,
        supportsOutbound: true,
        inboundTrunk: {},
        outboundTrunk: { allowed_addresses: ["192.0.2.0/24"] },
        twilioAccountSid: AC,
        authToken: TOKEN,
        twilioRegion: "us1",
        ...changes,
      };
    },
    leftOutside() {
      const resources = twilio.resources().filter(({ kind }) => kind !== "PN");
      const numbers = twilio.resources().filter(({ kind }) => kind === "PN");
      const linked = numbers.filter(({ sid }) => resources.some((trunk) => twilio.isLinked(trunk.sid, sid)));
      const sip = [...livekit.inboundTrunks(), ...livekit.outboundTrunks(), ...livekit.dispatchRules()];
      const ids = sip.map((one) => String(one["sip_trunk_id"] ?? one["sip_dispatch_rule_id"]));
      return [...resources.map(({ sid }) => sid), ...linked.map(({ sid }) => sid), ...ids];
    },
    async numberOf(phoneNumber) {
      const { rows } = await migrated.pool.query("select id from phone_numbers where phone_number = $1", [
        phoneNumber,
      ]);
      return rows.length === 0 ? null : database.numbers.find(rows[0].id);
    },
    async close() {
      await migrated.close();
      await Promise.all([twilio.close(), livekit.close()]);
    },
  };
}

/** Everything outside is removed but the carrier's numbers; nothing may have been asked that a correct client never asks. */
export function cleanUp({ twilio, livekit, jobs }: ProvisioningSetup): void {
  for (const { sid, kind } of twilio.resources()) if (kind !== "PN") twilio.removeByHand(sid);
  for (const one of [...livekit.inboundTrunks(), ...livekit.outboundTrunks(), ...livekit.dispatchRules()])
    livekit.removeByHand(String(one["sip_trunk_id"] ?? one["sip_dispatch_rule_id"]));
  for (const { faults, calls } of [twilio, livekit]) {
    faults.clear();
    calls.length = 0;
  }
  jobs.length = 0;
  expect(twilio.violations).toEqual([]);
  expect(livekit.violations).toEqual([]);
}

/** The number that was created; a failure fails the test. */
export function createdOf(outcome: CreateOutcome) {
  if (outcome.outcome !== "created") throw new Error(`not created: ${JSON.stringify(outcome)}`);
  return outcome;
}

/** What was told instead of a number. */
export function failedOf(outcome: CreateOutcome) {
  if (outcome.outcome !== "failed") throw new Error("created");
  return outcome;
}

/** The same operations, with other means to set numbers up. */
export function operationsWith(
  { deps }: ProvisioningSetup,
  provisioning: Partial<Deps["provisioning"]>,
): Operations {
  return createOperations({ ...deps, provisioning: { ...deps.provisioning, ...provisioning } });
}

/** Runs a create until its process dies at the given create: before the call, or before its answer arrives. */
export async function dieAt(
  setup: ProvisioningSetup,
  request: CreateRequest,
  index: number,
  applied: boolean,
): Promise<void> {
  const { telephony, realtime } = setup.deps.provisioning;
  let reached = () => {};
  const death = new Promise<void>((resolve) => {
    reached = resolve;
  });
  let made = 0;
  const dying = async <T>(work: () => Promise<T>): Promise<T> => {
    made += 1;
    if (made <= index) return work();
    if (applied) await work();
    reached();
    return new Promise<T>(() => {});
  };
  const operations = operationsWith(setup, {
    telephony: { ...telephony, create: (...args) => dying(() => telephony.create(...args)) },
    realtime: { ...realtime, create: (...args) => dying(() => realtime.create(...args)) },
  });
  void operations.createNumber(request, ACTOR);
  await death;
}

/** Every create of a number that has it all: what the request goes to, by the step that sends it. */
export const CREATES = [
  ["trunk", "twilio", "^/v1/Trunks$"],
  ["origination URL", "twilio", "^/v1/Trunks/TK\\w+/OriginationUrls$"],
  ["credential list", "twilio", "SIP/CredentialLists.json$"],
  ["credential", "twilio", "\\w+/Credentials.json$"],
  ["link of the credential list", "twilio", "^/v1/Trunks/TK\\w+/CredentialLists$"],
  ["access control list", "twilio", "SIP/IpAccessControlLists.json$"],
  ["address", "twilio", "\\w+/IpAddresses.json$"],
  ["link of the access control list", "twilio", "^/v1/Trunks/TK\\w+/IpAccessControlLists$"],
  ["link of the number", "twilio", "^/v1/Trunks/TK\\w+/PhoneNumbers$"],
  ["inbound trunk", "livekit", "CreateSIPInboundTrunk$"],
  ["outbound trunk", "livekit", "CreateSIPOutboundTrunk$"],
  ["dispatch rule", "livekit", "CreateSIPDispatchRule$"],
] as const satisfies readonly (readonly [string, "twilio" | "livekit", string])[];
