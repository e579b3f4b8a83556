import { describe, expect, it } from "vitest";
import type { CommandVerbs } from "../../src/operations/command-verbs.ts";
import { aLeftover } from "../slack/support/fake-records.ts";
import { anIncident } from "../slack/support/incidents.ts";
import { aNumber, NOW } from "../support/factories.ts";
import { runFake } from "./fake-session.ts";
import { closed, gone, KEY, there, untold } from "./shown-facts.ts";

const AT = NOW.toISOString();
/** Answers in JSON, with nothing beside it on either stream. */
async function asked(args: string[], verbs: Parameters<typeof runFake>[1]) {
  const { out, err } = await runFake([...args, "--json"], verbs);
  expect(err).toBe("");
  return JSON.parse(out);
}

describe("what commands tell machines", () => {
  it("a list, and where it goes on", async () => {
    const items = [42, 43].map((id) => ({ number: aNumber({ id }), resources: [gone, untold] }));
    const listNumbers: CommandVerbs["listNumbers"] = async ({ page }) => ({
      items: items.slice(0, page !== null && "size" in page ? page.size : undefined),
      totalCount: 3,
    });
    const list = (...more: string[]) => asked(["numbers", "list", ...more], { listNumbers });
    expect(await list("--limit", "1")).toMatchObject({
      items: [{ id: 42, external_resources: [{ state: "gone" }, { key: KEY }] }],
      total_count: 3,
      next_after: 42,
    });
    expect(await list()).toMatchObject({ next_after: null });
    expect(await list("--limit", "2")).toMatchObject({ items: [{ id: 42 }, { id: 43 }], next_after: null });
  });

  it("a number, with its case where one is open", async () => {
    const shown = { number: aNumber(), resources: [untold], run: null };
    const claimed = anIncident({ claimedBy: { kind: "slack_user", id: "U1" } });
    const show = (incident: typeof claimed | null) =>
      asked(["numbers", "show", "42"], { showNumber: async () => ({ ...shown, incident }) });
    const run = {
      id: "r",
      phoneNumberId: 42,
      requestedBy: { kind: "slack_user", id: "U1" },
      requestedAt: NOW,
      finishedAt: null,
      outcome: null,
    } as const;
    const running = { showNumber: async () => ({ ...shown, run, incident: null }) };
    expect(await asked(["numbers", "show", "42"], running)).toMatchObject({
      run: { requested_by: { kind: "slack_user", id: "U1" }, requested_at: AT },
    });
    expect(await show(claimed)).toMatchObject({
      id: 42,
      external_resources: [{ key: KEY, state: "unknown", detail: "Twilio did not answer in 10 s" }],
      incident: { case: "LM-42-1", opened_at: AT, claimed_by: { kind: "slack_user", id: "U1" } },
    });
    expect(await show(null)).toMatchObject({ run: null, incident: null });
  });

  it("what a look found, and when it was made", async () => {
    const verifyNumber = async () => ({ number: aNumber(), resources: [gone, there], factsReadAt: NOW });
    expect(await asked(["numbers", "verify", "42"], { verifyNumber })).toMatchObject({
      id: 42,
      external_resources: [{ state: "gone" }, { state: "present" }],
      facts_read_at: AT,
    });
  });

  it("the register of leftovers, page by page", async () => {
    const listLeftovers = async () => ({ items: [aLeftover()], totalCount: 51 });
    const { sid, phoneNumberId } = aLeftover();
    expect(await asked(["leftovers", "--page", "2"], { listLeftovers })).toMatchObject({
      items: [{ sid, phone_number_id: phoneNumberId, let_go_at: AT }],
      total_count: 51,
      page: 2,
    });
  });

  it("the proof of the audit log", async () => {
    const head = { seq: 9, hash: "a".repeat(64), at: NOW };
    const verifyAudit = async () => ({ outcome: "broken" as const, at: 10, events: 9, head });
    expect(await asked(["audit", "verify"], { verifyAudit })).toEqual({
      outcome: "broken",
      at: 10,
      events: 9,
      head: { ...head, at: AT },
    });
  });

  it("what became of the keys", async () => {
    const rotateKeys = async () => ({
      rotated: 1,
      lastId: null,
      unreadable: [{ phoneNumberId: 7, keyId: "ffee0011", why: "it was changed" }],
      currentKeyId: "0011aabb",
      oldKeys: [{ keyId: "ffee0011", tokens: 1 }],
    });
    expect(await asked(["keys", "rotate"], { rotateKeys })).toEqual({
      rotated: 1,
      unreadable_count: 1,
      unreadable: [{ phone_number_id: 7, key_id: "ffee0011", why: "it was changed" }],
      current_key_id: "0011aabb",
      old_keys: [{ key_id: "ffee0011", tokens: 1 }],
      old_keys_can_be_dropped: false,
    });
  });

  it("a force delete: what was done, or the decision against it", async () => {
    const checkForceDelete = async () => ({
      number: aNumber(),
      resources: [gone, untold],
      factsReadAt: NOW,
      basis: "attested" as const,
      needsApproval: false,
      isWaiting: true,
      shown: { status: "corrupted" as const, states: {} },
    });
    const args = [
      "numbers",
      "force-delete",
      "42",
      "--yes",
      "--digits",
      "1234",
      "--tick",
      KEY,
      "--reason",
      "r",
    ];
    const done = { result: "done", basis: "attested", incident: closed, leftBehind: [untold] } as const;
    expect(
      await asked(args, { checkForceDelete, forceDelete: async () => ({ ...done, leftBehind: [untold] }) }),
    ).toMatchObject({
      result: "done",
      incident: { case: "LM-42-1", outcome: "force_deleted", basis: "attested", reason: "ticket OPS-812" },
      left_behind: [{ key: KEY }],
    });
    const decision = { decision: "refused", why: "facts_too_old" } as const;
    const refused = { result: "refused", decision } as const;
    expect(await asked(args, { checkForceDelete, forceDelete: async () => refused })).toMatchObject({
      success: false,
      error: { code: "refused", message: expect.stringContaining("took too long"), decision },
    });
    // Nobody is asked in JSON, not even at a terminal.
    const unasked = await runFake(
      args.filter((arg) => arg !== "--yes").concat("--json"),
      { checkForceDelete },
      { answers: [] },
    );
    expect(unasked).toMatchObject({ code: 3, questions: [] });
  });
});
