import { describe, expect, it } from "vitest";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { IllegalTransition } from "../../src/domain/errors.ts";
import type { ForceDeleteDecision } from "../../src/domain/force-delete-gate.ts";
import type { CommandLineSheet, CommandVerbs } from "../../src/operations/command-verbs.ts";
import { aNumber, NOW } from "../support/factories.ts";
import { runFake } from "./fake-session.ts";
import { closed, golden, gone, KEY, there, untold } from "./shown-facts.ts";

const sheet = (changes: Partial<CommandLineSheet> = {}): CommandLineSheet => ({
  number: aNumber(),
  resources: [gone, untold],
  factsReadAt: NOW,
  basis: "attested",
  needsApproval: false,
  isWaiting: false,
  shown: { status: "corrupted", states: { [KEY]: "unknown" } },
  ...changes,
});
/** A desk with this sheet; what was submitted is kept. */
function desk(result: unknown, shown = sheet()) {
  const submitted: Parameters<CommandVerbs["forceDelete"]>[0][] = [];
  const verbs: Partial<CommandVerbs> = {
    checkForceDelete: async () => shown,
    forceDelete: async (request) => {
      submitted.push(request);
      return result as Awaited<ReturnType<CommandVerbs["forceDelete"]>>;
    },
  };
  return { submitted, verbs };
}
const done = { result: "done", basis: "attested", incident: closed, leftBehind: [untold] };

describe("numbers force-delete at a terminal", () => {
  it("shows everything, asks tick by tick, for the digits, the reason and whether to go on, then tells the outcome", async () => {
    const { submitted, verbs } = desk(done);
    const run = await runFake(["numbers", "force-delete", "42"], verbs, {
      answers: ["y", "1234", "ticket OPS-812", "yes"],
    });
    expect(run.code).toBe(0);
    await golden([...run.questions, "", run.out].join("\n"), "force-delete.txt");
    expect(submitted).toMatchObject([
      {
        id: 42,
        osUser: "shell",
        shown: sheet().shown,
        form: { digits: "1234", ticks: [KEY], reason: "ticket OPS-812" },
      },
    ]);
  });

  it.each([
    ["a tick", ["n"], "remove the credential list"],
    ["the last question", ["y", "1234", "because", "n"], "you did not confirm"],
  ])("deletes nothing where the person says no to %s", async (_, answers, words) => {
    const { submitted, verbs } = desk(done);
    const run = await runFake(["numbers", "force-delete", "42"], verbs, { answers });
    expect(run).toMatchObject({ code: EXIT.refused, err: expect.stringContaining(words) });
    expect(submitted).toEqual([]);
  });

  it("tells a slip at once and asks for it again, also for one in a flag", async () => {
    const { submitted, verbs } = desk(done);
    const run = await runFake(["numbers", "force-delete", "42", "--digits", "9999", "--tick", KEY], verbs, {
      answers: ["123", "1234", "", "ticket OPS-812", "y"],
    });
    expect(run.code).toBe(0);
    expect(run.err.match(/These are not the last four digits of \+14155551234\.\n/g)).toHaveLength(2);
    expect(run.err.match(/Say why this is safe: not everything is proven gone\.\n/g)).toHaveLength(1);
    expect(submitted).toMatchObject([{ form: { digits: "1234", ticks: [KEY], reason: "ticket OPS-812" } }]);
  });

  it("changes nothing where the person stops at a question", async () => {
    const { submitted, verbs } = desk(done);
    const run = await runFake(["numbers", "force-delete", "42"], verbs, { answers: ["y"] });
    expect(run).toMatchObject({
      code: EXIT.interrupted,
      err: expect.stringContaining("nothing was changed"),
    });
    expect(submitted).toEqual([]);
  });

  it("asks for no reason where everything is proven, and not again for what flags give", async () => {
    const proven = sheet({ resources: [gone], basis: "proven" });
    const { submitted, verbs } = desk({ ...done, basis: "proven", leftBehind: [] }, proven);
    const run = await runFake(["numbers", "force-delete", "42", "--digits", "1234"], verbs, {
      answers: ["y"],
    });
    expect(run.questions).toEqual(["Force delete +14155551234 now? [y/N] "]);
    expect(run.out).toContain("Nothing was left behind.");
    expect(submitted[0]?.form).toEqual({ digits: "1234", ticks: [], reason: "" });
  });

  it.each([
    [
      "what is still there",
      sheet({ resources: [there], basis: "accepted" }),
      "LiveKit dispatch rule SDR_rule is still there",
    ],
    ["what needs a second person", sheet({ needsApproval: true }), "Only Slack can ask one"],
  ])("asks nothing for %s", async (_, shown, words) => {
    const { submitted, verbs } = desk(done, shown);
    const run = await runFake(["numbers", "force-delete", "42"], verbs, { answers: [] });
    expect(run).toMatchObject({ code: EXIT.refused, questions: [], err: expect.stringContaining(words) });
    expect(submitted).toEqual([]);
  });

  const refusals: [string, ForceDeleteDecision, string][] = [
    [
      "not corrupted",
      { decision: "refused", why: "not_corrupted", status: "active" },
      "the number is active now",
    ],
    ["removed", { decision: "refused", why: "not_corrupted", status: "removed" }, "Nothing more to do"],
    ["too late", { decision: "refused", why: "facts_too_old" }, "took too long"],
    ["not permitted", { decision: "refused", why: "not_permitted" }, "you may not"],
    [
      "still there",
      { decision: "refused", why: "still_present", resources: Array.from({ length: 7 }, () => there) },
      "and 2 more are still there",
    ],
    ["a second person", { decision: "needs_approval", basis: "attested" }, "Only Slack can ask one"],
    [
      "changed",
      {
        decision: "refused",
        why: "facts_changed",
        differences: [
          { key: KEY, was: "unknown", is: "present" },
          { key: "odd", was: "not recorded", is: "gone" },
        ],
      },
      "was cannot tell, it is still there now. The odd was not recorded, it is gone now.",
    ],
    [
      "a tick that is missing",
      { decision: "refused", why: "form", faults: { ticks: "Tick it." } },
      "Nothing was deleted. Tick it. (--tick)\n",
    ],
    [
      "a wrong form",
      { decision: "refused", why: "form", faults: { digits: "Wrong digits.", reason: "Say why." } },
      "Wrong digits. Say why. (--digits, --reason)",
    ],
  ];
  it.each(refusals)("tells the gate's refusal: %s", async (_, decision, words) => {
    const { verbs } = desk({ result: "refused", decision });
    const run = await runFake(["numbers", "force-delete", "42", "--yes", "--tick", KEY], verbs);
    expect(run).toMatchObject({ code: EXIT.refused, err: expect.stringContaining(words) });
  });

  it("takes no tick for what is not open, and names what is", async () => {
    const tick = ["numbers", "force-delete", "42", "--yes", "--tick", "twilio_sip_trunk:TKnone"];
    const { submitted, verbs } = desk(done);
    expect((await runFake(tick, verbs)).err).toContain(
      `Nothing was deleted: twilio_sip_trunk:TKnone is not open here. To be ticked: --tick ${KEY}\n`,
    );
    const proven = desk(done, sheet({ resources: [gone], basis: "proven" }));
    expect((await runFake(tick, proven.verbs)).err).toContain("is not open here. Nothing needs a tick.\n");
    expect([...submitted, ...proven.submitted]).toEqual([]);
  });

  it("asks again for a reason that is too long, and refuses one in a flag where nobody can be asked", async () => {
    const { submitted, verbs } = desk(done);
    const run = await runFake(["numbers", "force-delete", "42", "--digits", "1234", "--tick", KEY], verbs, {
      answers: ["x".repeat(1_001), "x".repeat(1_000), "y"],
    });
    expect(run.err).toContain("The reason is too long: at most 1000 characters.\n");
    expect(submitted[0]?.form.reason).toHaveLength(1_000);
    const long = await runFake(
      ["numbers", "force-delete", "42", "--yes", "--digits", "1".repeat(41), "--tick", KEY],
      verbs,
    );
    expect(long).toMatchObject({ code: EXIT.refused });
    expect(long.err).toContain("form.digits is too long: at most 40 characters.\n");
  });

  it("names the keys to tick, as they are to be given, to people and to machines, where nobody can be asked", async () => {
    const fault = { decision: "refused", why: "form", faults: { ticks: "Tick it." } } as const;
    const { verbs } = desk({ result: "refused", decision: fault });
    for (const flags of [[], ["--yes"]]) {
      const args = ["numbers", "force-delete", "42", ...flags];
      expect((await runFake(args, verbs)).err).toContain(` To be ticked: --tick ${KEY}\n`);
      const { error } = JSON.parse((await runFake([...args, "--json"], verbs)).out);
      expect(error).toMatchObject({ code: "refused", to_tick: [KEY] });
    }
    const ticked = await runFake(["numbers", "force-delete", "42", "--tick", KEY], verbs);
    expect(ticked.err).toContain("Add --yes.\n");
  });

  it.each([
    ["active", "To delete it the normal way: `/phone delete 42` in Slack"],
    ["deleting", "`lineman numbers show 42` tells how that goes on."],
  ] as const)("says of a number that is %s what can be done instead", async (status, next) => {
    const checkForceDelete = async () => {
      throw new IllegalTransition(status, "force_delete_confirmed");
    };
    const { code, err } = await runFake(["numbers", "force-delete", "42"], { checkForceDelete });
    expect(code).toBe(EXIT.refused);
    expect(err).toContain(
      `Number 42 is ${status}. Force delete is only allowed for corrupted phone numbers. ${next}`,
    );
  });

  it("holds no desk open while a person thinks", async () => {
    const { verbs } = desk(done);
    const run = await runFake(["numbers", "force-delete", "42"], verbs, {
      answers: ["y", "1234", "ticket OPS-812", "yes"],
    });
    expect(run).toMatchObject({ code: 0, openAtQuestions: [0, 0, 0, 0], open: 0 });
  });

  it("says that somebody waits for a second person in Slack, before it asks", async () => {
    const { verbs } = desk(done, sheet({ isWaiting: true }));
    const { err } = await runFake(["numbers", "force-delete", "42"], verbs, { answers: [] });
    expect(err).toContain(
      "waits for a second person. Where you go on here, that ends.\nThis cannot be undone.",
    );
  });

  it("says who was faster, to people and to machines", async () => {
    const { verbs } = desk({ result: "already_done", incident: closed });
    const args = ["numbers", "force-delete", "42", "--yes"];
    const run = await runFake(args, verbs);
    expect(run.out).toContain(
      "system user shell force-deleted this number before you (2026-01-15 03:12 UTC)",
    );
    const late = await runFake(args, {
      checkForceDelete: async () => ({ result: "already_done", incident: closed }),
    });
    expect(late).toMatchObject({ code: 0, out: run.out.slice(run.out.indexOf("system user")) });
    const unnamed = desk({ result: "already_done", incident: { ...closed, closedBy: null } });
    expect((await runFake(args, unnamed.verbs)).out).toContain(
      "Somebody force-deleted this number before you",
    );
    const { out, code } = await runFake([...args, "--json"], verbs);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      result: "already_done",
      incident: { case: "LM-42-1" },
      left_behind: [],
    });
  });
});
