import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { defaults } from "../../standins/slack/default-workspace.ts";
import type { ShownView } from "../../standins/slack/wire.ts";
import { aResource } from "../support/factories.ts";
import { aGate, type SlackHarness, startSlackHarness } from "./support/slack-harness.ts";

const { requester, approver, colleague, guest } = defaults;

let harness: SlackHarness;
beforeAll(async () => {
  harness = await startSlackHarness();
});
afterAll(() => harness.close());
beforeEach(async () => {
  for (const user of [requester, approver, colleague, guest])
    for (const view of harness.slack.viewsOf(user)) await harness.slack.person(user).close(view.id);
  harness.operations.kept.clear();
  harness.operations.records.reset();
  harness.operations.calls.length = 0;
  harness.slack.clearFaults();
});

const words = (view: ShownView | undefined) => JSON.stringify(view?.blocks ?? []);
const shown = (user: string) => harness.slack.viewsOf(user).at(-1);

/** Waits until the person's window says this. */
const untilShown = (user: string, said: string) =>
  harness.slack.until(() => (words(shown(user)).includes(said) ? shown(user) : undefined));

/** Opens the window, as far as it can be sent off. */
async function open(user: string, text = "42"): Promise<ShownView> {
  await harness.slack.person(user).command("/phone", `delete ${text}`);
  return harness.slack.until(() => {
    const view = shown(user);
    return view?.submit ? view : undefined;
  });
}

const active = (changes: object = {}) =>
  harness.operations.add({ status: "active", corruptedAt: null, ...changes });

/** What was said in direct messages; Slack's record of calls goes through all tests. */
const told = () => harness.slack.callsOf("chat.postMessage").map(({ args }) => String(args["text"]));

describe("the delete window", () => {
  it("opens before anything is read, and says what goes, what stays, and that it is for good", async () => {
    harness.operations.add({ status: "active", corruptedAt: null, label: "<!channel> *Sales*" }, [
      aResource("twilio_sip_trunk"),
      aResource("twilio_credential_list", { state: "kept", sharedWith: ["+15005550006"] }),
      aResource("livekit_inbound_trunk", { ownership: "unproven", state: "unknown" }),
      aResource("livekit_dispatch_rule", { state: "gone" }),
    ]);
    const view = await open(requester);
    const text = words(view);
    expect(text).toContain("*+1 415 555 1234* · &lt;!channel&gt; ∗Sales∗ · id 42 · *active*");
    expect(text).toMatch(/\*SIP trunk\* `TKa{32}`: \*will be removed\* · still there, checked/);
    expect(text).toContain("*stays, others use it* · kept (shared)");
    expect(text).toContain("used by +15005550006");
    expect(text).toContain("*left alone, its trunk does not carry this number*");
    expect(text).toContain("*gone already*");
    expect(text).toContain("This cannot be undone.");
    expect(text).not.toContain('"confirm"');
    expect(view.submit).toMatchObject({ text: "Delete" });
    expect(harness.operations.callsOf("startDelete")).toEqual([]);
  });

  it("says of a corrupted number that this is Retry clean-up, and finds it by telephone number", async () => {
    harness.operations.add({}, []);
    const text = words(await open(requester, "+1 415 555 1234"));
    expect(text).toContain("this is the same as *Retry clean-up*");
    expect(text).toContain("Nothing outside the database is recorded");
  });

  it("says of a number that is being deleted that it is, and offers nothing", async () => {
    harness.operations.add({ status: "deleting" });
    await harness.slack.person(requester).command("/phone", "delete 42");
    const view = await untilShown(requester, "is being deleted already");
    expect(view.submit).toBeNull();
  });

  it.each([
    ["99", "There is no phone number with id 99."],
    ["+4930123456", "There is no phone number `+4930123456`."],
  ])("says that there is no %s", async (ref, said) => {
    await harness.slack.person(requester).command("/phone", `delete ${ref}`);
    expect((await untilShown(requester, said)).submit).toBeNull();
  });

  it.each([
    [colleague, "Only <!subteam^S000ONCALL> can do this."],
    [guest, "Guests of this workspace can neither act nor look here."],
  ])("tells %s who may instead", async (user, said) => {
    active();
    await harness.slack.person(user).command("/phone", "delete 42");
    expect((await untilShown(user, said)).submit).toBeNull();
  });
});

describe("a confirmed delete", () => {
  it("is written down before the answer says so, and its end is drawn into the window", async () => {
    active();
    const view = await open(requester);
    const toldBefore = told().length;
    const ack = await harness.slack.person(requester).submit(view.id);
    expect(ack).toMatchObject({ status: 200, late: false });
    expect(ack.body).toContain("Deleting…");
    const by = { kind: "slack_user", id: requester };
    expect(harness.operations.callsOf("startDelete")).toEqual([[42, 3, by]]);
    expect(words(shown(requester))).toContain("goes on, also if you close this window");
    harness.operations.records.deleteState = { state: "removed" };
    const end = await untilShown(requester, "+1 415 555 1234 was deleted");
    expect(words(end)).toContain("/phone history 42");
    expect(told()).toHaveLength(toldBefore);
  });

  it("that failed says why, what is next, and where the alert is", async () => {
    active();
    const view = await open(requester);
    const { number, resources } = harness.operations.add({
      corruptionCause: "credentials",
      status: "active",
    });
    const incident = { ...harness.operations.add({ id: 50 }).incident!, alertChannel: defaults.alerts };
    harness.operations.records.deleteState = {
      state: "corrupted",
      number: { ...number, status: "corrupted" },
      resources,
      incident,
    };
    await harness.slack.person(requester).submit(view.id);
    const text = words(await untilShown(requester, "could not be deleted"));
    expect(text).toContain("*Why:* Twilio rejected the credentials");
    expect(text).toContain(`The alert in <#${defaults.alerts}> has the buttons`);
  });

  it("tells its end in a direct message where the window is closed", async () => {
    active();
    const view = await open(requester);
    await harness.slack.person(requester).submit(view.id);
    await harness.slack.person(requester).close(view.id);
    const toldBefore = told().length;
    harness.operations.records.deleteState = { state: "removed" };
    await harness.slack.until(() => told().length > toldBefore);
    expect(told().slice(toldBefore)).toEqual([expect.stringContaining("+1 415 555 1234 was deleted")]);
  });

  it("happens once, however often it is sent", async () => {
    active();
    const view = await open(requester);
    const sent = harness.slack.person(requester);
    const acks = await Promise.all([sent.submit(view.id), sent.submit(view.id)]);
    const answers = acks.map(({ body }) => /Deleting…|being deleted already/.exec(body)?.[0]);
    expect(answers.sort()).toEqual(["Deleting…", "being deleted already"]);
    harness.operations.records.deleteState = { state: "removed" };
    await harness.slack.until(
      () => shown(requester) === undefined || words(shown(requester)).includes("was deleted"),
    );
  });

  it("is begun by the same form sent again where the first one was lost before it was written down", async () => {
    active();
    const view = await open(requester);
    // A process that died has remembered whatever came to it.
    const remembered = vi.spyOn(harness.operations, "isFirst").mockResolvedValue(false);
    const again = await harness.slack.person(requester).submit(view.id);
    remembered.mockRestore();
    expect(again.body).toContain("Deleting…");
    harness.operations.records.deleteState = { state: "removed" };
    await untilShown(requester, "was deleted");
  });

  it("of two people is begun by one, and the other reads who and since when", async () => {
    active();
    const [mine, theirs] = [await open(requester), await open(approver)];
    await harness.slack.person(requester).submit(mine.id);
    await harness.slack.person(approver).submit(theirs.id);
    expect(words(shown(approver))).toContain("Number 42 is being deleted already");
    harness.operations.records.deleteState = { state: "removed" };
    await untilShown(requester, "was deleted");
  });

  it("of a record that was changed meanwhile is not begun", async () => {
    active();
    const view = await open(requester);
    harness.operations.kept.get(42)!.number.version += 1;
    await harness.slack.person(requester).submit(view.id);
    expect(words(shown(requester))).toContain("was changed while this window was open");
    expect(harness.operations.kept.get(42)!.number.status).toBe("active");
  });

  it("of somebody who is not on call any more is not begun", async () => {
    active();
    const view = await open(requester);
    harness.slack.fail("usergroups.users.list", { kind: "error", error: "missing_scope" });
    await harness.slack.person(requester).submit(view.id);
    expect(words(shown(requester))).toContain("I could not check who is on call");
    expect(harness.operations.callsOf("startDelete")).toEqual([]);
  });

  it("says that nothing is deleted yet while the database is slow, and then what happened", async () => {
    active();
    const view = await open(requester);
    const slow = aGate();
    const { startDelete } = harness.operations;
    harness.operations.startDelete = async (...request) => {
      await slow.passed;
      return startDelete(...request);
    };
    const ack = await harness.slack.person(requester).submit(view.id);
    harness.operations.startDelete = startDelete;
    expect(ack).toMatchObject({ status: 200, late: false });
    expect(ack.body).toContain("Nothing is deleted yet.");
    harness.operations.records.deleteState = { state: "overtaken" };
    slow.open();
    await untilShown(requester, "Another program changed or removed this number");
  });

  it("was accepted by Slack in everything it sent", () => {
    expect(harness.slack.violations).toEqual([]);
    expect(harness.slack.warnings).toEqual([]);
  });
});
