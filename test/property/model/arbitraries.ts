import fc from "fast-check";
import { CAUSES, isTransient } from "../../../src/domain/cause.ts";
import type { PlannedFault } from "./faults.ts";
import type { Fate } from "./process.ts";
import type { NumberSpec, Pick, WorldSpec } from "./world.ts";

const weighted = <T>(...choices: [number, fc.Arbitrary<T>][]) =>
  fc.oneof(...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })));

const usually = (weight = 7) => weighted([weight, fc.constant(true)], [1, fc.constant(false)]);

/** `odd`: what may be wrong with it; [] for numbers that are recorded as they are. */
const numberSpec = (odd: Pick[]): fc.Arbitrary<NumberSpec> => {
  const isOdd = odd.length > 0;
  const pick = (more: Pick[] = []) =>
    weighted<Pick>(
      [4, fc.constant("own")],
      [3, fc.constant("pool")],
      [1, fc.constantFrom("none", ...odd, ...more)],
    );
  const several = fc.array(pick(), { maxLength: 2 });
  const wrongLink = fc.constantFrom<NumberSpec["link"]>("none", "mistyped", "malformed");
  return fc.record({
    trunk: pick(isOdd ? ["foreign"] : []),
    link: weighted<NumberSpec["link"]>([8, fc.constant("own")], [isOdd ? 2 : 0, wrongLink]),
    carried: isOdd ? usually() : fc.constant(true),
    urls: fc.nat(2),
    credentials: several,
    addresses: several,
    policies: several,
    policyFiledAsAddresses: fc.boolean(),
    livekitTrunk: pick(),
    livekitNumbers: weighted<NumberSpec["livekitNumbers"]>(
      [6, fc.constant("self")],
      [2, fc.constantFrom("beside", "every")],
    ),
    rule: weighted<NumberSpec["rule"]>([9, pick()], [1, fc.constant("catch_all")]),
    goneBefore: weighted<number[]>(
      [4, fc.constant([])],
      [isOdd ? 1 : 0, fc.array(fc.nat(7), { maxLength: 3 })],
    ),
  });
};

export const worldSpec: fc.Arbitrary<WorldSpec> = fc.record({
  seed: fc.integer(),
  numbers: fc.oneof(
    fc.array(numberSpec([]), { minLength: 1, maxLength: 3 }),
    fc.array(numberSpec(["mistyped", "malformed"]), { minLength: 1, maxLength: 3 }),
  ),
  foreign: fc.record({
    domain: usually(1),
    byoc: fc.boolean(),
    trunk: fc.boolean(),
    rule: fc.boolean(),
    numberOnPool: fc.boolean(),
  }),
});

const strike: fc.Arbitrary<PlannedFault["strike"]> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constantFrom("refuse" as const, "applied" as const),
      cause: fc.constantFrom(...CAUSES),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: "bug" as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("meddle" as const),
      status: fc.constantFrom("active" as const, "corrupted" as const),
    }),
  },
);

const fault: fc.Arbitrary<PlannedFault> = fc.record({
  on: fc.constantFrom(
    "account",
    "sight",
    "sight",
    "perform",
    "perform",
    "perform",
    "numbers",
    "urls",
    "scan",
  ),
  provider: fc.constantFrom("twilio", "twilio", "livekit"),
  skip: fc.nat(8),
  times: fc.constantFrom(1, 1, 2, 3, 1_000),
  strike,
});

export const fate: fc.Arbitrary<Fate> = fc.record({
  faults: fc.oneof(fc.constant<PlannedFault[]>([]), fc.array(fault, { maxLength: 3 })),
  crashAt: fc.oneof(
    { weight: 2, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 120 }) },
  ),
  elsewhere: fc.oneof(
    { weight: 15, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom("region" as const, "host" as const) },
  ),
  lagMs: fc.constantFrom(0, 0, 0, 800, 5_000, 60_000),
});

/** One thing that happens: Lineman is asked for something, or somebody acts in a console or by plain SQL. */
export interface Act {
  verb:
    | "delete"
    | "retry"
    | "verify"
    | "report"
    | "sweep"
    | "corrupted_by_sql"
    | "active_by_sql"
    | "removed_by_hand"
    | "moved_by_hand"
    | "used_by_others";
  /** Which number, modulo how many there are. */
  number: number;
  /** Which resource, in the same way. */
  place: number;
  fate: Fate;
  /** Under way at the same time as the next one, where both are Lineman's. */
  beside: boolean;
}

const act: fc.Arbitrary<Act> = fc.record({
  verb: fc.constantFrom(
    "delete",
    "delete",
    "delete",
    "retry",
    "retry",
    "verify",
    "report",
    "sweep",
    "sweep",
    "corrupted_by_sql",
    "active_by_sql",
    "removed_by_hand",
    "moved_by_hand",
    "used_by_others",
  ),
  number: fc.nat(2),
  place: fc.nat(8),
  fate,
  beside: fc.boolean(),
});

/** Deletes of two numbers at the same moment, which may share what they own. */
const racing: fc.Arbitrary<Act[]> = fc
  .record({ first: fc.nat(2), one: fate, other: fate })
  .map(({ first, one, other }) => [
    { verb: "delete", number: first, place: 0, fate: one, beside: true },
    { verb: "delete", number: first + 1, place: 0, fate: other, beside: false },
  ]);

/** A delete while a provider answers nothing, for a reason that passes: what Lineman tries again by itself. */
const outage: fc.Arbitrary<Act[]> = fc
  .record({
    number: fc.nat(2),
    provider: fc.constantFrom("twilio" as const, "livekit" as const),
    cause: fc.constantFrom(...CAUSES.filter(isTransient)),
  })
  .map(({ number, provider, cause }) => {
    const strike = { kind: "refuse", cause } as const;
    const faults = (["account", "sight"] as const).map(
      (on): PlannedFault => ({ on, provider, skip: 0, times: 1_000, strike }),
    );
    const fate: Fate = { faults, crashAt: null, elsewhere: null, lagMs: 0 };
    return [{ verb: "delete", number, place: 0, fate, beside: false }];
  });

/** What happens in one world. */
export const acts: fc.Arbitrary<Act[]> = fc
  .tuple(
    fc.array(act, { maxLength: 5 }),
    fc.oneof(fc.constant<Act[]>([]), racing, outage),
    fc.array(act, { maxLength: 3 }),
  )
  .map(([before, race, after]) => [...before, ...race, ...after]);
