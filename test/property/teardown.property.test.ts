import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Act, acts, fate, worldSpec } from "./model/arbitraries.ts";
import { CALM, startProcess } from "./model/process.ts";
import { comeToRest, deleteAll, type Happening, importAll, playOut } from "./model/story.ts";
import { createWorld, type NumberSpec, type WorldSpec } from "./model/world.ts";

const RUNS = Number(process.env["PROPERTY_RUNS"] ?? 2_000);

/** A number with one of everything, all of it its own. */
const WHOLE: NumberSpec = {
  trunk: "own",
  link: "own",
  carried: true,
  urls: 1,
  credentials: ["own"],
  addresses: ["own"],
  policies: ["own"],
  policyFiledAsAddresses: false,
  livekitTrunk: "own",
  livekitNumbers: "self",
  rule: "own",
  goneBefore: [],
};
const ALONE: WorldSpec = {
  seed: 1,
  numbers: [WHOLE],
  foreign: { domain: false, byoc: false, trunk: false, rule: false, numberOnPool: false },
};

const EVERY_HAPPENING = [
  "removed",
  "corrupted",
  "crashed",
  "refused",
  "bug",
  "resumed",
  "healed_by_itself",
] as const;

const ORDINARY = ["own", "pool", "none"];

/** Nothing was recorded wrongly or lost before it was ever seen, and no other program or person interfered. */
function isOrdinary({ numbers }: WorldSpec, happens: readonly Act[]): boolean {
  const asRecorded = ({ trunk, link, carried, livekitTrunk, rule, goneBefore, ...lists }: NumberSpec) =>
    [trunk, livekitTrunk, rule, ...lists.credentials, ...lists.addresses, ...lists.policies].every((pick) =>
      ORDINARY.includes(pick),
    ) &&
    link === "own" &&
    carried &&
    goneBefore.length === 0;
  const undisturbed = ({ verb, fate }: Act) =>
    !verb.endsWith("_by_sql") &&
    !verb.endsWith("_by_hand") &&
    fate.faults.every(({ strike }) => strike.kind !== "meddle");
  return numbers.every(asRecorded) && happens.every(undisturbed);
}

const countIn = (tally: Map<Happening, number>) => (what: Happening) =>
  void tally.set(what, (tally.get(what) ?? 0) + 1);

describe("teardown", () => {
  it(`keeps its promises in ${RUNS} worlds, whatever fails, dies or is repeated`, async () => {
    const tally = new Map<Happening, number>();
    const story = fc.asyncProperty(
      worldSpec,
      fc.oneof({ weight: 4, arbitrary: fc.constant(CALM) }, { weight: 1, arbitrary: fate }),
      acts,
      async (spec, importFate, happens) => {
        const world = createWorld(spec);
        const ids = await importAll(world, { ...importFate, crashAt: null });
        const wrong = await playOut(world, ids, happens, countIn(tally));
        wrong.push(...(await comeToRest(world, countIn(tally))));
        const left = await deleteAll(world, ids, countIn(tally));
        wrong.push(...(await comeToRest(world, countIn(tally))));
        if (isOrdinary(spec, happens) && importFate === CALM && left.length > 0)
          wrong.push(`${left} could not be removed although nothing was wrong with them`);
        expect([...world.violations, ...wrong]).toEqual([]);
      },
    );
    await fc.assert(story, { numRuns: RUNS });
    for (const happening of EVERY_HAPPENING)
      expect(tally.get(happening) ?? 0, happening).toBeGreaterThan(RUNS / 50);
  }, 300_000);

  it("resumes from every prefix of its journal, and ends as if nothing had happened", async () => {
    const calm = createWorld(ALONE);
    const [only = 0] = await importAll(calm, CALM);
    const process = startProcess(calm, CALM);
    await process.deleteNumber(only, { kind: "system", name: "test" });
    const calls = process.calls();
    expect(calls).toBeGreaterThan(60);
    for (let crashAt = 1; crashAt <= calls; crashAt += 1) {
      const world = createWorld(ALONE);
      const ids = await importAll(world, CALM);
      const dying: Act = { verb: "delete", number: 0, place: 0, fate: { ...CALM, crashAt }, beside: false };
      const tally = new Map<Happening, number>();
      const wrong = await playOut(world, ids, [dying], countIn(tally));
      wrong.push(...(await comeToRest(world, countIn(tally))));
      const left = await deleteAll(world, ids, countIn(tally));
      const { trunks, lists, livekitTrunks, rules } = world.outside;
      const outside = trunks.size + lists.size + livekitTrunks.size + rules.size;
      expect({ crashAt, wrong, violations: world.violations, left, outside }).toEqual({
        crashAt,
        wrong: [],
        violations: [],
        left: [],
        outside: 0,
      });
      expect(tally.get("crashed") ?? 0, `crash at call ${crashAt}`).toBe(1);
    }
  });

  // Known: a recorded PN that is another number's, on a trunk that both are on, passes for ours (isOurs in trunk-facts.ts takes
  // the id alone for proof). When this test no longer fails, `others` belongs into the arbitraries.
  it("does not take another number off a shared trunk because its id was recorded by mistake", async () => {
    const onPool = { ...WHOLE, trunk: "pool", urls: 0 } as const;
    const world = createWorld({ ...ALONE, numbers: [onPool, { ...onPool, link: "others" }] });
    const [, mistaken = 0] = await importAll(world, CALM);
    await startProcess(world, CALM).deleteNumber(mistaken, { kind: "system", name: "test" });
    expect(world.violations).toEqual([]);
  });
});
