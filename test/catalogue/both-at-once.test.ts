import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { PLATFORM, useCatalogue } from "../support/catalogue-harness.ts";

const catalogue = useCatalogue();
const BUDGET_MS = 2_000;
const LIVEKIT_GONE = { livekit_inbound_trunk: "gone", livekit_dispatch_rule: "gone" };
const TWILIO = [
  "twilio_sip_trunk",
  "twilio_origination_url",
  "twilio_trunk_number",
  "twilio_credential_list",
  "twilio_ip_access_control_list",
  "twilio_connection_policy",
];

it("case 34, the other way round: a Twilio that hangs through the whole budget takes no time from LiveKit's resources", async () => {
  const { number, twilio, livekit, replica, states, database } = catalogue();
  const { id, owned } = await number();
  twilio.faults.add({ kind: "hang" });
  // Time that really passes: every call to Twilio may take all that is left of it.
  const clock = { now: () => new Date(), sleep: (ms: number) => sleep(ms) };
  const hurried = replica({ clock, settings: { deleteBudgetMs: BUDGET_MS } });
  const began = Date.now();
  const outcome = await hurried.deleteNumber(id, PLATFORM);
  expect(Date.now() - began).toBeLessThan(2 * BUDGET_MS);
  expect(outcome).toMatchObject({ outcome: "corrupted", number: { corruptionCause: "timeout" } });
  expect(await states(id)).toMatchObject(LIVEKIT_GONE);
  expect([livekit.has(owned.inbound), livekit.has(owned.rule)]).toEqual([false, false]);
  const left = (await database.resources.of(id)).filter(({ state }) => state !== "gone");
  expect(left.map(({ kind }) => kind)).toEqual(TWILIO);
  expect(left.every(({ state, cause }) => state === "unknown" && cause === "timeout")).toBe(true);
});
