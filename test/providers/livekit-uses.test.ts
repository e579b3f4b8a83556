import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ResourceRef, resourceKey } from "../../src/domain/external-resource.ts";
import {
  inbound,
  LIMITS,
  type LivekitSetup,
  OURS,
  outbound,
  rule,
  setUpLivekit,
  THEIRS,
} from "./livekit-setup.ts";

const NOBODY = { users: [], incomplete: null };
const usedBy = (...users: string[]) => ({ users, incomplete: null });

describe("the scan for users of LiveKit resources", () => {
  let setup: LivekitSetup;
  beforeEach(async () => {
    setup = await setUpLivekit();
  });
  afterEach(async () => {
    expect(setup.standin.violations).toEqual([]);
    await setup.standin.close();
  });
  const scan = async (refs: ResourceRef[], limits = LIMITS) => {
    const findings = await setup.livekit.look(refs, OURS, limits);
    return refs.map((ref) => findings.get(resourceKey(ref))?.uses);
  };

  it("finds nobody where trunk and rule serve only our number", async () => {
    const { seed } = setup.standin;
    const trunk = seed.inboundTrunk({ numbers: ["1 415 555 1234"] });
    const own = seed.dispatchRule({ trunk_ids: [trunk] });
    const caller = seed.outboundTrunk({ numbers: [OURS], address: "x.pstn.twilio.com" });
    seed.inboundTrunk({ numbers: [THEIRS] });
    seed.dispatchRule({ trunk_ids: ["ST_other"] });
    expect(await scan([inbound(trunk), outbound(caller), rule(own)])).toEqual([NOBODY, NOBODY, NOBODY]);
  });

  it("finds the other numbers of a trunk, and a rule that serves them all", async () => {
    const trunk = setup.standin.seed.inboundTrunk({ numbers: [OURS, THEIRS] });
    const own = setup.standin.seed.dispatchRule({ trunk_ids: [trunk] });
    const found = usedBy(`number ${THEIRS}`);
    expect(await scan([inbound(trunk), rule(own)])).toEqual([{ ...found, ours: true }, found]);
  });

  it("leaves a rule to us that serves only calls to our number, on a shared trunk too", async () => {
    const trunk = setup.standin.seed.inboundTrunk({ numbers: [OURS, THEIRS] });
    const own = setup.standin.seed.dispatchRule({ trunk_ids: [trunk], numbers: [OURS] });
    const both = setup.standin.seed.dispatchRule({ trunk_ids: [trunk], numbers: [OURS, THEIRS] });
    expect(await scan([inbound(trunk), rule(own), rule(both)])).toEqual([
      { ...usedBy(`number ${THEIRS}`), ours: true },
      NOBODY,
      usedBy(`number ${THEIRS}`),
    ]);
  });

  it("does not take the callers that a rule admits for the numbers that it serves", async () => {
    const trunk = setup.standin.seed.inboundTrunk({ numbers: [OURS, THEIRS] });
    const own = setup.standin.seed.dispatchRule({ trunk_ids: [trunk], inbound_numbers: [OURS] });
    expect(await scan([inbound(trunk), rule(own)])).toContainEqual(usedBy(`number ${THEIRS}`));
  });

  it.each([[[]], [["*"]]])("takes a trunk with the numbers %j for everybody's", async (numbers) => {
    const trunk = setup.standin.seed.inboundTrunk({ numbers, allowed_addresses: ["192.0.2.1"] });
    const own = setup.standin.seed.dispatchRule({ trunk_ids: [trunk] });
    expect(await scan([inbound(trunk), rule(own)])).toEqual([usedBy("every number"), usedBy("every number")]);
  });

  it("names foreign rules on our trunk, but not rules for every trunk", async () => {
    const trunk = setup.standin.seed.inboundTrunk({ numbers: [OURS] });
    const own = setup.standin.seed.dispatchRule({ trunk_ids: [trunk] });
    const foreign = setup.standin.seed.dispatchRule({ trunk_ids: [trunk], name: "night shift" });
    setup.standin.seed.dispatchRule({});
    expect(await scan([inbound(trunk), rule(own)])).toEqual([
      usedBy(`dispatch rule ${foreign} (night shift)`),
      NOBODY,
    ]);
  });

  it("names the other trunks of our rule, or every trunk", async () => {
    const trunk = setup.standin.seed.inboundTrunk({ numbers: [OURS] });
    const own = setup.standin.seed.dispatchRule({ trunk_ids: [trunk, "ST_other"] });
    const wild = setup.standin.seed.dispatchRule({});
    expect(await scan([inbound(trunk), rule(own), rule(wild)])).toEqual([
      NOBODY,
      usedBy("trunk ST_other"),
      usedBy("every trunk"),
    ]);
  });

  it("finds nobody on what is gone", async () => {
    expect(await scan([inbound("ST_gone"), rule("SDR_gone")])).toEqual([NOBODY, NOBODY]);
  });

  it("keeps the users that it found when another list fails, and says what is missing", async () => {
    const trunk = setup.standin.seed.inboundTrunk({ numbers: [OURS, THEIRS] });
    const path = "/twirp/livekit.SIP/ListSIPDispatchRule";
    setup.standin.faults.add({ kind: "answer", path, status: 503, body: "<html>" });
    const incomplete = {
      cause: "unavailable",
      detail: "LiveKit answered with an error of its own (HTTP 503), asked for the dispatch rules",
    };
    expect(await scan([inbound(trunk), rule("SDR_a")])).toEqual([
      { users: [`number ${THEIRS}`], incomplete, ours: true },
      { users: [], incomplete },
    ]);
  });

  it("does not throw where nobody answers in time", async () => {
    setup.standin.faults.add({ kind: "hang" });
    const [found] = await scan([inbound("ST_a")], { timeoutMs: 200 });
    expect(found).toMatchObject({ users: [], incomplete: { cause: "timeout" } });
  });
});
