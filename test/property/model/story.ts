import { isSameActor } from "../../../src/domain/actor.ts";
import { AUTOMATIC_RETRY } from "../../../src/domain/automatic-retry.ts";
import { Conflict, IllegalTransition, InvalidInput, NotFound } from "../../../src/domain/errors.ts";
import type { PhoneNumber } from "../../../src/domain/phone-number.ts";
import { recordedResources } from "../../../src/domain/recorded-resources.ts";
import type { Act } from "./arbitraries.ts";
import { Bug, Crash } from "./faults.ts";
import { judgeState, listedInVain } from "./invariants.ts";
import { attach, takeAway } from "./outside-state.ts";
import { CALM, type Fate, startProcess, type Verbs } from "./process.ts";
import { FOREIGN, type World } from "./world.ts";

const ACTOR = { kind: "api_token", name: "platform" } as const;
/** Beyond every lease (30 s), and beyond the time after which the sweep takes up what nobody holds (60 s). */
const BEYOND_LEASES_MS = 95_000;

/** What happened in a story, for the proof that the stories are not all the same. */
export type Happening =
  | "removed"
  | "corrupted"
  | "crashed"
  | "refused"
  | "bug"
  | "resumed"
  | "removed_after_resume"
  | "healed_by_itself";
export type Tally = (happening: Happening) => void;

/** Records every number; how far each look came depends on the fate. */
export async function importAll(world: World, fate: Fate): Promise<number[]> {
  const ids: number[] = [];
  for (const request of world.requests) {
    const verbs = startProcess(world, fate);
    await attempt(
      () => verbs.importNumber(request, ACTOR),
      () => {},
    );
    const stored = await world.database.numbers.findByPhoneNumber(request.phoneNumber);
    if (stored) ids.push(stored.id);
  }
  return ids;
}

/** Lets everything happen that the acts say, one or two at a time, and judges after each what can be judged. */
export async function playOut(world: World, ids: readonly number[], acts: readonly Act[], tally: Tally) {
  const wrong: string[] = [];
  for (let index = 0; index < acts.length; index += 1) {
    const first = acts[index] as Act;
    const second = first.beside ? acts[index + 1] : undefined;
    const together = second && isLinemans(first) && isLinemans(second) ? [first, second] : [first];
    index += together.length - 1;
    const heard: Happening[] = [];
    const listen: Tally = (happening) => {
      heard.push(happening);
      tally(happening);
    };
    const idOf = (one: Act) => ids[one.number % ids.length] ?? 0;
    await Promise.all(together.map((one) => perform(world, idOf(one), one, listen)));
    wrong.push(...judgeState(world, { settled: false }));
    const endedAlone = first.verb === "delete" && together.length === 1 && heard.includes("corrupted");
    if (endedAlone) wrong.push(...listedInVain(world, idOf(first)));
  }
  return wrong;
}

const isLinemans = ({ verb }: Act) =>
  verb === "delete" || verb === "retry" || verb === "verify" || verb === "sweep";

/** Nothing fails any more and time passes: everything that was begun comes to its end. */
export async function comeToRest(world: World, tally: Tally): Promise<string[]> {
  const rest = startProcess(world, CALM);
  for (let round = 0; round < 4; round += 1) await sweep(world, rest, tally);
  return judgeState(world, { settled: true });
}

/** Deletes what is left, with nothing failing; the ids that still have a record after it. */
export async function deleteAll(world: World, ids: readonly number[], tally: Tally): Promise<number[]> {
  for (const id of ids) {
    const verbs = startProcess(world, CALM);
    await attempt(async () => count(await verbs.deleteNumber(id, ACTOR), tally), tally);
  }
  return ids.filter((id) => world.database.tables().numbers.has(id));
}

async function perform(world: World, id: number, act: Act, tally: Tally): Promise<void> {
  const number = world.database.tables().numbers.get(id);
  const verbs = startProcess(world, act.fate);
  switch (act.verb) {
    case "delete":
      return attempt(async () => count(await verbs.deleteNumber(id, ACTOR), tally), tally);
    case "retry":
      return attempt(async () => {
        await verbs.retryCleanUp(id, ACTOR);
        await work(world, verbs, tally);
      }, tally);
    case "verify":
      return attempt(() => verbs.verifyNumber(id), tally);
    case "report":
      return attempt(
        () => verbs.reportCorruption(id, { cause: "platform", message: "gave up" }, ACTOR),
        tally,
      );
    case "sweep":
      return attempt(() => sweep(world, verbs, tally), tally);
    case "corrupted_by_sql":
      if (number) await world.meddle(id, "corrupted");
      return;
    case "active_by_sql":
      if (number?.status === "corrupted") await world.meddle(id, "active");
      return;
    default:
      if (number) byHand(world, number, act);
  }
}

function byHand(world: World, number: PhoneNumber, { verb, place }: Act): void {
  const refs = recordedResources(number);
  const ref = refs[place % Math.max(1, refs.length)];
  if (verb === "removed_by_hand" && ref && ref.sid !== FOREIGN.trunk) takeAway(world.outside, ref);
  const sid = number.twilioPhoneNumberSid;
  const trunk = world.outside.trunks.get(number.twilioTrunkSid ?? "");
  if (verb === "moved_by_hand" && sid && trunk?.numbers.some((carried) => carried.sid === sid))
    attach(world.outside, FOREIGN.trunk, { sid, phoneNumber: number.phoneNumber });
  const list = refs.find(({ kind }) => kind === "twilio_credential_list");
  if (verb === "used_by_others" && list) world.outside.uses.set(list.sid, ["SIP domain SD2"]);
}

/** What the sweep and the workers do after a while. */
async function sweep(world: World, verbs: Verbs, tally: Tally): Promise<void> {
  world.clock.advance(BEYOND_LEASES_MS);
  await verbs.takeUpIncidents();
  await work(world, verbs, tally);
}

/** Works off the jobs that are due. A job that its worker did not finish is lost: the sweep has to find its work again. */
async function work(world: World, verbs: Verbs, tally: Tally): Promise<void> {
  for (const job of world.database.takeJobs()) {
    if (job.name === "tear_down_number" && job.startAfterMs === 0) {
      const before = world.database.tables().runs.get(job.runId);
      await attempt(() => verbs.resumeTeardown(job.runId), tally);
      const after = world.database.tables().runs.get(job.runId);
      if (before?.finishedAt === null && after?.finishedAt) tally("resumed");
      if (before?.finishedAt === null && after?.outcome === "removed") tally("removed_after_resume");
      if (after?.outcome === "removed" && isSameActor(after.requestedBy, AUTOMATIC_RETRY))
        tally("healed_by_itself");
    }
    if (job.name === "verify_number") await attempt(() => verbs.verifyNumber(job.numberId), tally);
  }
}

function count({ outcome }: { outcome: "removed" | "corrupted" }, tally: Tally): void {
  tally(outcome);
}

/** Lets an operation refuse or its process die; whatever else is thrown fails the test. */
async function attempt(work: () => Promise<unknown>, tally: Tally): Promise<void> {
  try {
    await work();
  } catch (error) {
    const failures = failuresIn(error);
    const refusals = [Conflict, IllegalTransition, NotFound, InvalidInput];
    const known = [Crash, Bug, ...refusals];
    if (!failures.every((failure) => known.some((type) => failure instanceof type))) throw error;
    if (failures.some((failure) => failure instanceof Crash)) return tally("crashed");
    if (failures.some((failure) => failure instanceof Bug)) return tally("bug");
    tally("refused");
  }
}

/** A sweep tells all that failed in it; in a process that died, whatever it still tried. */
function failuresIn(error: unknown): unknown[] {
  return error instanceof AggregateError ? error.errors.flatMap(failuresIn) : [error];
}
