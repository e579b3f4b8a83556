import { describe, expect, it } from "vitest";
import { type AccountScan, type AccountUse, awaitsScan, usesIn } from "../../src/domain/account-scan.ts";
import { resourceKey } from "../../src/domain/external-resource.ts";
import { aResource, NOW, secondsBefore } from "../support/factories.ts";

const list = aResource("twilio_credential_list");
const policy = aResource("twilio_connection_policy");
const usedBy = (user: string, trunkSid: string | null = null): AccountUse => ({
  kind: list.kind,
  sid: list.sid,
  user,
  trunkSid,
});
const aScan = (changes: Partial<AccountScan>): AccountScan => ({
  beganAt: NOW,
  uses: [],
  numbersByTrunk: new Map(),
  named: [],
  gaps: [],
  ...changes,
});
const usersOf = (changes: Partial<AccountScan>, ownTrunkSids: string[] = []) =>
  usesIn(new Map([["lists", aScan(changes)]]), [list], ownTrunkSids).get(resourceKey(list));

describe("what a scan of an account tells of one number's resources", () => {
  it("leaves out the number's own trunks, and nobody else", () => {
    const uses = [
      usedBy("trunk TKown", "TKown"),
      usedBy("trunk TKother", "TKother"),
      usedBy("SIP domain SD1"),
    ];
    expect(usersOf({ uses }, ["TKown"])).toEqual({
      users: ["trunk TKother", "SIP domain SD1"],
      incomplete: null,
    });
  });

  it("names three numbers of a trunk, and says how many more there are", () => {
    const numbersByTrunk = new Map([["TK1", ["+5", "+1", "+4", "+2", "+3"]]]);
    expect(usersOf({ uses: [usedBy("trunk TK1", "TK1")], numbersByTrunk })?.users).toEqual([
      "trunk TK1 (+1, +2, +3 and 2 more)",
    ]);
  });

  it("says nothing of what another part tells, and is incomplete only for the kinds of a gap", () => {
    const gaps = [{ kinds: [policy.kind], cause: "timeout", detail: "too late" }] as const;
    const scans = new Map([["lists", aScan({ gaps })]] as const);
    const found = usesIn(scans, [list, policy, aResource("twilio_sip_trunk")], []);
    expect([...found]).toEqual([[resourceKey(list), { users: [], incomplete: null }]]);
    expect(
      usersOf({ gaps: [{ kinds: [list.kind], cause: "timeout", detail: "too late" }] })?.incomplete,
    ).toEqual({
      cause: "timeout",
      detail: "too late",
    });
  });

  it("is waited for by what was seen in a look whose time was over before its users were", () => {
    const seen = { state: "unknown", cause: "timeout", checkedAt: NOW, lastSeenAt: NOW } as const;
    expect(awaitsScan(aResource("twilio_credential_list", seen))).toBe(true);
    expect(awaitsScan(aResource("twilio_sip_trunk", seen))).toBe(false);
    expect(awaitsScan(aResource("twilio_credential_list", { ...seen, lastSeenAt: secondsBefore(1) }))).toBe(
      false,
    );
    expect(awaitsScan(aResource("twilio_credential_list", { ...seen, cause: "permission" }))).toBe(false);
  });
});
