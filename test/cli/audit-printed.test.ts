import { describe, expect, it } from "vitest";
import type { ExportedCase } from "../../src/operations/command-verbs.ts";
import { aLeftover } from "../slack/support/fake-records.ts";
import { anIncident } from "../slack/support/incidents.ts";
import { NOW } from "../support/factories.ts";
import { runFake } from "./fake-session.ts";
import { closed, golden, gone, KEY } from "./shown-facts.ts";

describe("what the audit commands print", () => {
  it("a case to be read, in which nothing foreign is Markdown", async () => {
    const event = { seq: 7, at: NOW, phoneNumberId: 42, incidentId: 1, prevHash: "", hash: "" };
    const exported: ExportedCase = {
      numberId: 42,
      phoneNumber: "+14155551234",
      label: "<img src=x> [Support](http://evil)",
      status: null,
      incident: { ...closed, message: "**gave up**", approvedBy: { kind: "slack_user", id: "U2" } },
      events: [
        {
          ...event,
          actor: { kind: "api_token", name: "platform" },
          action: "teardown_failed",
          data: { cause: "credentials" },
        },
        {
          ...event,
          seq: 8,
          actor: { kind: "slack_user", id: "U1" },
          action: "resources_ticked",
          data: { ticked: [KEY] },
        },
        {
          ...event,
          seq: 9,
          actor: { kind: "slack_user", id: "U1" },
          action: "snoozed",
          data: { until: "2026-01-15T09:00:00.000Z" },
        },
        { ...event, seq: 10, actor: { kind: "system", name: "x" }, action: "word_of_the_future", data: null },
        {
          ...event,
          seq: 11,
          actor: { kind: "os_user", name: "shell" },
          action: "force_delete_confirmed",
          data: {
            basis: "attested",
            reason: "# ticket `OPS`",
            resources: [
              {
                kind: "twilio_sip_trunk",
                sid: gone.sid,
                state: "gone",
                how: "Twilio GET, 404 with code 20404",
                checked_at: NOW.toISOString(),
                request_id: "RQ1",
              },
              { kind: "strange", sid: "X", state: "odd", detail: "why", ticked_by: "U1" },
            ],
          },
        },
      ],
      isCut: true,
      leftovers: [aLeftover()],
    };
    const exportCase = async () => exported;
    await golden((await runFake(["audit", "export", "--case", "LM-42-1"], { exportCase })).out, "case.md");
    await golden(
      (await runFake(["audit", "export", "--case", "lm-42-1", "--format", "json"], { exportCase })).out,
      "case-json.txt",
    );
    const whole = {
      ...exported,
      incident: null,
      events: [],
      isCut: false,
      leftovers: [],
      label: null,
      phoneNumber: null,
    };
    const { out } = await runFake(["audit", "export", "--number", "42"], { exportCase: async () => whole });
    expect(out).toContain("# Number 42\n\na number without a name · id 42 · its record is removed\n");
  });

  it("the proof of the audit log, and where it breaks", async () => {
    const head = { seq: 9, hash: "a".repeat(64), at: NOW };
    const verdict = (outcome: "holds" | "broken" | "another_chain", at: number | null) => ({
      verifyAudit: async () => ({ outcome, at, events: 9, head }),
    });
    const args = ["audit", "verify"];
    expect(await runFake(args, verdict("holds", null))).toMatchObject({
      code: 0,
      out: expect.stringContaining(`:\n9:${head.hash}\n`),
    });
    expect(await runFake(args, verdict("broken", 10))).toMatchObject({
      code: 5,
      out: expect.stringContaining("broken at event 10"),
    });
    expect(await runFake(args, verdict("another_chain", 3))).toMatchObject({
      code: 5,
      out: expect.stringContaining("does not have event 3"),
    });
    expect((await runFake(args, verdict("broken", 10))).out).toContain(
      "\nEvents 1 to 9 follow from the start.\n",
    );
    const emptied = await runFake(args, {
      verifyAudit: async () => ({ outcome: "missing", at: null, events: 0, head: null }),
    });
    expect(emptied).toMatchObject({
      code: 5,
      out: expect.stringMatching(/^The audit log is empty, and should not be: .*\(--head\) or a backup/),
    });
    const none = { verifyAudit: async () => ({ outcome: "broken" as const, at: 2, events: 0, head: null }) };
    expect((await runFake(args, none)).out).toContain("No event follows from the start.");
  });

  it("a case that is still open, and what somebody accepted", async () => {
    const exported: ExportedCase = {
      numberId: 42,
      phoneNumber: "+14155551234",
      label: null,
      status: "corrupted",
      incident: anIncident({ message: null }),
      events: [],
      isCut: false,
      leftovers: [aLeftover({ state: "accepted" })],
    };
    const exportCase = async () => exported;
    const { out } = await runFake(["audit", "export", "--case", "LM-42-1"], { exportCase });
    expect(out).toContain(
      [
        "\\+14155551234 · id 42 · corrupted",
        "",
        "- Opened: 2026-01-15 03:12 UTC",
        "- Cause: credentials rejected",
        "- Closed: not yet",
        "",
        "## What happened",
        "",
        "Nothing is recorded.",
        "",
      ].join("\n"),
    );
    expect(out).toContain(": still there, accepted, last look ");
    const elsewhere = anIncident({ closedAt: NOW, outcome: "resolved_elsewhere", message: null });
    const other = await runFake(["audit", "export", "--number", "42"], {
      exportCase: async () => ({ ...exported, incident: elsewhere, leftovers: [] }),
    });
    expect(other.out).toContain("- Closed: 2026-01-15 03:12 UTC, resolved by another program\n\n## What");
    const json = await runFake(["audit", "export", "--case", "LM-42-1", "--json"], { exportCase });
    expect(JSON.parse(json.out)).toMatchObject({ phone_number_id: 42, status: "corrupted" });
  });

  it("takes a head that was written down elsewhere, in any case of letters", async () => {
    const asked: unknown[] = [];
    const head = { seq: 1, hash: "a".repeat(64), at: NOW };
    const { out } = await runFake(["audit", "verify", "--head", `1:${"A".repeat(64)}`], {
      verifyAudit: async (request) => {
        asked.push(request);
        return { outcome: "holds", at: null, events: 1, head };
      },
    });
    expect(asked).toEqual([{ head: { seq: 1, hash: "a".repeat(64) } }]);
    expect(out).toBe(
      `The audit log holds. Event 1 follows from the start.\nHead, of 2026-01-15 03:12 UTC:\n1:${"a".repeat(64)}\n`,
    );
  });
});
