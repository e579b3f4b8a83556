import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { PGlite } from "@electric-sql/pglite";
import type { PhoneNumber } from "../src/domain/phone-number.ts";
import type { Deps } from "../src/operations/deps.ts";
import { createImportNumber } from "../src/operations/import-number.ts";
import { inspectResources } from "../src/operations/inspection/inspect-resources.ts";
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
// `node --import tsx bench/verify-number.ts [rounds]`; ends with 1 where the look after a clean-up is over the target.

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
  const inspection = await inspectResources(deps, { number, resources, budget, discover: false });
  await database.resources.save(id, inspection.resources);
}

/** The same calls of the ports, none beside another; what one call asks at once inside the adapter stays as it is. */
async function lookInARow(outside: Outside, id: number): Promise<void> {
  const access = { accountSid: ACCOUNT.sid, authToken: ACCOUNT.authToken, region: "us1" };
  const limits = { timeoutMs: 10_000 };
  const { resources } = await loadNumber(database, id);
  await outside.telephony.proveAccount(access, limits);
  const there = [];
  for (const ref of resources) {
    const isLivekit = ref.kind.startsWith("livekit_");
    const seen = await (isLivekit
      ? outside.realtime.sight(ref, limits)
      : outside.telephony.sight(access, ref, limits));
    if (seen.seen === "present") there.push(ref);
  }
  const trunks = there.filter(({ kind }) => kind === "twilio_sip_trunk").map(({ sid }) => sid);
  for (const trunk of trunks) await outside.telephony.numbersOnTrunk(access, trunk, limits);
  const scanned = there.filter(({ kind }) => /list$|policy$/.test(kind));
  if (scanned.length > 0) await outside.telephony.scanUses(access, scanned, trunks, limits);
  const onLivekit = there.filter(({ kind }) => kind.startsWith("livekit_"));
  if (onLivekit.length > 0) await outside.realtime.scanUses(onLivekit, PHONE_NUMBER, limits);
}

async function median(rounds: number, once: () => Promise<void>): Promise<{ ms: number; calls: number }> {
  const times: number[] = [];
  twilio.calls.length = 0;
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    await once();
    times.push(performance.now() - began);
  }
  times.sort((a, b) => a - b);
  return { ms: times[Math.floor(rounds / 2)] ?? 0, calls: twilio.calls.length / rounds };
}

/** Nothing else counts before the account is proven; then the calls, as many at once as the cap allows. */
const limitMs = (twilioCalls: number) => LATENCY_MS * (1 + Math.ceil((twilioCalls - 1) / CAP));

async function measure(state: string, id: number) {
  const warmOutside = openOutside();
  await look(warmOutside, id);
  const warm = await median(ROUNDS, () => look(warmOutside, id));
  const cold = await median(ROUNDS, () => look(openOutside(), id));
  const inARow = await median(Math.ceil(ROUNDS / 5), () => lookInARow(warmOutside, id));
  const limit = limitMs(warm.calls);
  console.log(
    [
      state.padEnd(34),
      `warm ${warm.ms.toFixed(0)} ms`,
      `cold ${cold.ms.toFixed(0)} ms`,
      `limit ${limit} ms (${warm.calls} calls to Twilio: 1, then ${warm.calls - 1} by ${CAP})`,
      `one after the other ${inARow.ms.toFixed(0)} ms (${(inARow.ms / warm.ms).toFixed(1)}x)`,
    ].join("  "),
  );
  return Math.max(warm.ms, cold.ms);
}

const number = await importOne();
const { resources } = await loadNumber(database, number.id);
for (const standin of [twilio, livekit]) standin.faults.add({ kind: "delay", delayMs: LATENCY_MS });
console.log(`${resources.length} resources, every call ${LATENCY_MS} ms slow, median of ${ROUNDS}`);
await measure("all there, users to be looked for", number.id);
for (const { sid, kind } of resources) (kind.startsWith("livekit_") ? livekit : twilio).removeByHand(sid);
const slowest = await measure("all removed by hand", number.id);
const states = (await database.resources.of(number.id)).map(({ state }) => state);
if (states.some((state) => state !== "gone")) throw new Error(`not all gone: ${states}`);
console.log(
  `target ${TARGET_MS} ms for a number that was cleaned up: ${slowest < TARGET_MS ? "met" : "MISSED"}`,
);
await Promise.all([twilio.close(), livekit.close()]);
await pool.end();
process.exit(slowest < TARGET_MS ? 0 : 1);
