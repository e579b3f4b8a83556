import { describe, expect, it } from "vitest";
import { approversGroup, onCallGroup } from "../../src/cli/doctor/user-groups.ts";
import type { Standing } from "../../src/slack/inspect-slack.ts";
import { answered, expectFinding, type FindingCase, means } from "./fake-doctor-means.ts";

const refused = (word: string | null) => ({ answered: false, word, detail: word ?? "reset" }) as const;
const group = { SLACK_ONCALL_USERS: "", SLACK_ONCALL_USERGROUP: "S1", SLACK_APPROVERS_USERGROUP: "S2" };
const withStandings = (all: Record<string, Standing>, env = {}) =>
  means(
    {},
    {
      membersOf: async () => answered(Object.keys(all)),
      standing: async (id) => answered(all[id] ?? "stranger"),
    },
    { ...group, ...env },
  );
const members = (...all: string[]) => means({}, { membersOf: async () => answered(all) }, group);

const FINDINGS: FindingCase[] = [
  ["people who are named", onCallGroup, means(), "ok", "1 person named in SLACK_ONCALL_USERS may act.", null],
  [
    "people where the token is refused",
    onCallGroup,
    means({}, { identity: async () => refused("invalid_auth") }),
    "failed",
    "Who they are: Slack refuses (invalid_auth).",
    "xoxb-",
  ],
  [
    "people in a group",
    onCallGroup,
    members("U1", "U2"),
    "ok",
    "2 people in the user group S1 or named may act.",
    null,
  ],
  [
    "people of whom some may not act",
    onCallGroup,
    withStandings({ U1: "member", U2: "guest", U3: "deactivated" }),
    "warning",
    "1 person in the user group S1 or named may act, but not all: U2 is a guest, U3 is deactivated.",
    "SLACK_ONCALL_USERS",
  ],
  [
    "people of whom nobody may act",
    onCallGroup,
    withStandings({ U1: "stranger", U2: "bot", U3: "guest", U4: "guest", U5: "guest", U6: "guest" }),
    "failed",
    "Nobody may act: U1 is not known in this workspace, U2 is a bot, U3 is a guest, U4 is a guest, U5 is a guest and 1 more.",
    "Copy member ID",
  ],
  [
    "named people whom Slack does not know",
    onCallGroup,
    means({}, { standing: async () => answered("stranger") }),
    "failed",
    "Nobody may act",
    "SLACK_ONCALL_USERS",
  ],
  [
    "people whom Slack does not tell about",
    onCallGroup,
    means({}, { standing: async () => refused("missing_scope") }, group),
    "failed",
    "Who they are: Slack refuses (missing_scope).",
    "manifest.yml",
  ],
  [
    "more people than are looked up",
    onCallGroup,
    members(...Array.from({ length: 100 }, (_, i) => `U${i}`)),
    "ok",
    "100 people in the user group",
    null,
  ],
  ["a group without anybody", onCallGroup, members(), "failed", "nobody may act", "Add people"],
  [
    "approvers",
    approversGroup,
    members("U1", "U2"),
    "ok",
    "2 people in the user group S2 may approve.",
    null,
  ],
  [
    "approvers of whom one may not",
    approversGroup,
    withStandings({ U1: "member", U2: "member", U3: "guest" }),
    "warning",
    "2 people in the user group S2 may approve, but not all: U3 is a guest.",
    "at least two",
  ],
  [
    "one approver where a second person is required",
    approversGroup,
    withStandings({ U1: "member", U2: "guest" }, { SECOND_APPROVER: "required" }),
    "failed",
    "nobody approves their own wish. U2 is a guest. SECOND_APPROVER=required can never be met.",
    "at least two",
  ],
  [
    "one approver for somebody else on call",
    approversGroup,
    means(
      {},
      { membersOf: async (id) => answered(id === "S1" ? ["U1", "U2"] : ["U1"]) },
      { ...group, SECOND_APPROVER: "required" },
    ),
    "warning",
    "1 person in the user group S2 may approve",
    "at least two",
  ],
  [
    "one approver for people on call who are not known",
    approversGroup,
    means(
      {},
      { membersOf: async (id) => (id === "S1" ? refused("no_such_subteam") : answered(["U1"])) },
      { ...group, SECOND_APPROVER: "required" },
    ),
    "warning",
    "1 person in the user group S2 may approve",
    "at least two",
  ],
  [
    "one person on call, who is to be the second one, too",
    approversGroup,
    means({}, {}, { SECOND_APPROVER: "required" }),
    "failed",
    "1 person on call may approve: nobody approves their own wish. SECOND_APPROVER=required can never be met.",
    "Have at least two people on call",
  ],
  [
    "two people on call, one for the other",
    approversGroup,
    means({}, {}, { SECOND_APPROVER: "required", SLACK_ONCALL_USERS: "U000000001,U000000002" }),
    "ok",
    "2 people on call may approve.",
    null,
  ],
  ["one approver", approversGroup, members("U1"), "warning", "1 person in the user group S2", "at least two"],
  [
    "approvers whom Slack does not tell",
    approversGroup,
    means({}, { membersOf: async () => refused("no_such_subteam") }, group),
    "failed",
    "SLACK_APPROVERS_USERGROUP S2",
    "Set SLACK_APPROVERS_USERGROUP to the id",
  ],
];

describe("the doctor", () => {
  it.each(FINDINGS)("on %s", (_situation, ...found) => expectFinding(...found));

  it("asks for no second person where none is named and none is required", async () => {
    expect(await approversGroup.look(means())).toBeNull();
    // The check of those on call says what is wrong with them.
    const untold = means({}, { standing: async () => refused(null) }, { SECOND_APPROVER: "required" });
    expect(await approversGroup.look(untold)).toBeNull();
  });
});
