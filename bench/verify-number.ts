import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { PGlite } from "@electric-sql/pglite";
import { partOf } from "../src/domain/account-scan.ts";
import type { PhoneNumber } from "../src/domain/phone-number.ts";
import type { Deps } from "../src/operations/deps.ts";
import { createImportNumber } from "../src/operations/import-number.ts";
import { inspectResources } from "../src/operations/inspection/inspect-resources.ts";
import { recentScans } from "../src/operations/inspection/inspection.ts";
import { loadNumber } from "../src/operations/load-number.ts";
import { LOOK_BUDGET_MS, startBudget } from "../src/operations/time-budget.ts";
import { createDatabase } from "../src/persistence/create-database.ts";
import { createEmbeddedPool } from "../src/persistence/embedded/embedded-pool.ts";
import { migrate } from "../src/persistence/migrate.ts";
import { createSecretBox } from "../src/persistence/secret-box.ts";
import { createLivekitProvider } from "../src/providers/livekit/livekit-provider.ts";
import { createTwilioProvider } from "../src/providers/twilio/twilio-provider.ts";
import { createLivekitStandin } from "../standins/livekit/livekit-standin.ts";
import { createTwilioStandin } from "../standins/twilio/twilio-standin.ts";

// How long one look at everything that a number owns takes, with the real adapters on the stand-ins and every call 100 ms slow.
// `node --import tsx bench/verify-number.ts [rounds]`; ends with 1 where a look is over the target in either state: all there, all
// removed. Warm: the account was scanned less than 15 s ago, as in a storm. Cold: by nobody, and no connection is open.

const LATENCY_MS = 100;
const TARGET_MS = 350;
const CAP = 4;
const ROUNDS = Number(process.argv[2] ?? 15);
const ACCOUNT = { sid: `AC${"5f".repeat(16)}`, authToken: "bench-auth-token-0123456789abcdef" };
const KEY = { apiKey: "APIbench", apiSecret: "bench-livekit-secret-0123456789abcdef" };
const PHONE_NUMBER = "+14155550100";

const twilio = await createTwilioStandin({ accounts: [ACCOUNT] });
const livekit = await createLivekitStandin(KEY);
const pglite = await PGlite.create();
const { pool } = createEmbeddedPool(pglite);
await migrate(pool);
const secretBox = createSecretBox({ key: randomBytes(32).toString("base64"), oldKeys: [] });
const database = createDatabase({ pool, secretBox, jobs: { enqueue: async () => {}, wake: () => {} } });

type Outside = Pick<Deps, "telephony" | "realtime">;
type Looking = Outside & Pick<Deps, "database" | "vault" | "clock">;

/** New clients have no open connection yet: that is cold. */
const openOutside = (): Outside => ({
  telephony: createTwilioProvider({ apiUrl: twilio.url, maxInFlightPerAccount: CAP }),
  realtime: createLivekitProvider({ url: livekit.url, ...KEY }),
});
const depsWith = (outside: Outside): Looking => ({
  ...outside,
  database,
  vault: {
    accessFor: async () => ({ accountSid: ACCOUNT.sid, authToken: ACCOUNT.authToken, region: "us1" }),
  },
  clock: { now: () => new Date(), sleep: (ms) => sleep(ms) },
});

async function importOne(): Promise<PhoneNumber> {
  const { seed } = twilio;
  const trunk = seed.trunk(ACCOUNT.sid);
  const phone = seed.phoneNumber(ACCOUNT.sid, PHONE_NUMBER);
  const credentials = seed.credentialList(ACCOUNT.sid);
  const addresses = seed.ipAccessControlList(ACCOUNT.sid);
  for (const member of [phone, credentials, addresses]) seed.trunkLink(trunk, member);
  seed.originationUrl(trunk);
  const inbound = livekit.seed.inboundTrunk({ numbers: [PHONE_NUMBER] });
  const importNumber = createImportNumber(depsWith(openOutside()));
  const { number } = await importNumber(
    {
      phoneNumber: PHONE_NUMBER,
      label: "bench",
      supportsInbound: true,
      supportsOutbound: false,
      provider: "twilio",
      outboundTrunk: {},
      inboundTrunk: {},
      twilioAccountSid: ACCOUNT.sid,
      twilioRegion: "us1",
      twilioPhoneNumberSid: phone,
      twilioTrunkSid: trunk,
      twilioCredentialListSids: [credentials],
      twilioConnectionPolicySids: [seed.connectionPolicy(ACCOUNT.sid)],
      twilioIpAccessControlListSids: [addresses],
      livekitHost: livekit.url,
      livekitTrunkId: inbound,
      livekitOutboundTrunkId: null,
      livekitDispatchRuleId: livekit.seed.dispatchRule({ trunk_ids: [inbound] }),
      authToken: null,
    },
    { kind: "system", name: "bench" },
  );
  return number;
}

/** One look at everything, as Check again and every force delete make it. */
async function look(outside: Outside, id: number): Promise<void> {
  const deps = depsWith(outside);
  const { number, resources } = await loadNumber(database, id);
  const budget = startBudget(deps.clock, LOOK_BUDGET_MS);
  const scansSince = recentScans(deps.clock.now());
  const inspection = await inspectResources(deps, { number, resources, budget, discover: false, scansSince });
  await database.resources.save(id, inspection.resources);
}

/** The same calls of the ports, none beside another, and every scan anew; what one call asks at once inside the adapter stays. */
async function lookInARow(id: number): Promise<void> {
  const { telephony, realtime } = openOutside();
  const limits = { timeoutMs: 10_000 };
  const { number, resources } = await loadNumber(database, id);
  const access = { accountSid: ACCOUNT.sid, authToken: ACCOUNT.authToken, region: "us1" };
  await telephony.proveAccount(access, limits);
  const there = [];
  for (const ref of resources.filter(({ kind }) => !kind.startsWith("livekit_")))
    if ((await telephony.sight(access, ref, limits)).seen === "present") there.push(ref);
  for (const { kind, sid } of there)
    if (kind === "twilio_sip_trunk") await telephony.numbersOnTrunk(access, sid, limits);
  for (const part of new Set(there.flatMap(({ kind }) => partOf(kind) ?? [])))
    await telephony.scanAccount(access, { part, notBefore: new Date() }, limits);
  for (const ref of resources.filter(({ kind }) => kind.startsWith("livekit_")))
    await realtime.look([ref], number.phoneNumber, limits);
}

interface Median {
  ms: number;
  fastestMs: number;
  /** To Twilio, in one round. */
  calls: number;
}

async function median(rounds: number, once: () => Promise<void>): Promise<Median> {
  const times: number[] = [];
  twilio.calls.length = 0;
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    await once();
    times.push(performance.now() - began);
  }
  times.sort((a, b) => a - b);
  return {
    ms: times[Math.floor(rounds / 2)] ?? 0,
    fastestMs: times[0] ?? 0,
    calls: twilio.calls.length / rounds,
  };
}

/** Nothing else counts before the account is proven; then the calls, as many at once as the cap allows. */
const limitMs = (twilioCalls: number) => LATENCY_MS * (1 + Math.ceil((twilioCalls - 1) / CAP));

async function measure(state: string, id: number): Promise<number> {
  const warmOutside = openOutside();
  await look(warmOutside, id);
  const warm = await median(ROUNDS, () => look(warmOutside, id));
  const cold = await median(Math.ceil(ROUNDS / 3), () => look(openOutside(), id));
  const inARow = await median(Math.ceil(ROUNDS / 5), () => lookInARow(id));
  const shown = ({ ms, fastestMs, calls }: Median) =>
    `${ms.toFixed(0)} ms, fastest ${fastestMs.toFixed(0)} (limit ${limitMs(calls)}: 1 call to Twilio, then ${calls - 1} by ${CAP})`;
  console.log(`${state}:`);
  console.log(`  warm                ${shown(warm)}`);
  console.log(`  cold                ${shown(cold)}`);
  console.log(
    `  one after the other ${inARow.ms.toFixed(0)} ms (${(inARow.ms / warm.ms).toFixed(1)} times the warm look)`,
  );
  return warm.ms;
}

const number = await importOne();
const { resources } = await loadNumber(database, number.id);
for (const standin of [twilio, livekit]) standin.faults.add({ kind: "delay", delayMs: LATENCY_MS });
console.log(`${resources.length} resources, every call ${LATENCY_MS} ms slow, median of ${ROUNDS}`);
const allThere = await measure("all there, users to be looked for", number.id);
for (const { sid, kind } of resources) (kind.startsWith("livekit_") ? livekit : twilio).removeByHand(sid);
const allRemoved = await measure("all removed by hand", number.id);
const states = (await database.resources.of(number.id)).map(({ state }) => state);
if (states.some((state) => state !== "gone")) throw new Error(`not all gone: ${states}`);
const missed = Object.entries({ "all there": allThere, "all removed": allRemoved }).filter(
  ([, ms]) => ms >= TARGET_MS,
);
console.log(
  `target ${TARGET_MS} ms in both states: ${missed.length === 0 ? "met" : `MISSED, ${missed.map(([state, ms]) => `${state} ${ms.toFixed(0)} ms`).join(", ")}`}`,
);
await Promise.all([twilio.close(), livekit.close()]);
await pool.end();
process.exit(missed.length === 0 ? 0 : 1);
