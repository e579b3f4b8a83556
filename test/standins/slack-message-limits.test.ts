import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defaults } from "../../standins/slack/default-workspace.ts";
import { createSlackStandin, type SlackStandin } from "../../standins/slack/slack-standin.ts";
import {
  actions,
  asker,
  button,
  header,
  type Json,
  many,
  mrkdwn,
  option,
  plain,
  type Refusal,
  rich,
  section,
  select,
  table,
} from "./slack-blocks.ts";

let slack: SlackStandin;
let ask: (method: string, args: Json) => Promise<Refusal>;
beforeAll(async () => {
  slack = await createSlackStandin();
  ask = asker(slack);
});
afterAll(() => slack.close());

const post = (blocks: Json[]) => ask("chat.postMessage", { channel: defaults.alerts, text: "t", blocks });
const context = (count: number): Json => ({ type: "context", elements: many(count, () => mrkdwn(1)) });
const fields = (count: number, length: number): Json => ({
  type: "section",
  fields: many(count, () => mrkdwn(length)),
});
const confirm = (title: number): Json => ({
  title: plain(title),
  text: mrkdwn(300),
  confirm: plain(30),
  deny: plain(30),
});
const container = (count: number): Json => ({
  type: "container",
  title: plain(1),
  child_blocks: many(count, () => section()),
});
const buttons = (count: number, value: number): Json =>
  actions(...many(count, (index) => button({ action_id: `b${index}`, value: "v".repeat(value) })));

describe("a message at its limits is accepted", () => {
  it.each<[string, Json[]]>([
    ["50 blocks", many(50, () => section())],
    ["a section of 3000", [section(3000)]],
    ["10 fields, one of 2000", [fields(10, 1), fields(1, 2000)]],
    ["a header of 150", [header(150)]],
    ["25 buttons with values of 2000", [buttons(25, 2000)]],
    [
      "an action_id in two blocks",
      [actions(button({ action_id: "a" })), actions(button({ action_id: "a" }))],
    ],
    ["100 options", [actions(select({ options: many(100, () => option(75, 150)) }))]],
    ["a table of 100 rows", [table(100, 20)]],
    ["10 blocks in a container", [container(10)]],
    ["13,200 characters", [...many(4, () => section(3000)), section(1200)]],
    ["rich text", [rich([{ type: "text", text: "x", style: { bold: true } }])]],
    ["a confirmation", [actions(button({ style: "danger", confirm: confirm(100) }))]],
  ])("%s", async (_name, blocks) => {
    expect(await post(blocks)).toBe("accepted");
  });
});

describe("a message over a limit is refused with the place", () => {
  const button0 = "/0/elements/0";

  it.each<[string, Json[], string, string]>([
    ["51 blocks", many(51, () => section()), "no more than 50 items allowed", ""],
    ["a section of 3001", [section(3001)], "must be less than 3001 characters", "/0/text/text"],
    ["an empty text", [section(0)], "must be more than 0 characters", "/0/text/text"],
    ["a section without text", [{ type: "section" }], "missing required field: text", "/0"],
    ["11 fields", [fields(11, 1)], "no more than 10 items allowed", "/0/fields"],
    ["a field of 2001", [fields(1, 2001)], "must be less than 2001 characters", "/0/fields/0/text"],
    ["a header of 151", [header(151)], "must be less than 151 characters", "/0/text/text"],
    ["mrkdwn in a header", [{ type: "header", text: mrkdwn(5) }], "unsupported type: mrkdwn", "/0/text/type"],
    ["11 context elements", [context(11)], "no more than 10 items allowed", "/0/elements"],
    ["26 buttons", [buttons(26, 1)], "no more than 25 items allowed", "/0/elements"],
    ["a value of 2001", [buttons(1, 2001)], "must be less than 2001 characters", `${button0}/value`],
    [
      "a label of 76",
      [actions(button({ text: plain(76) }))],
      "must be less than 76 characters",
      `${button0}/text/text`,
    ],
    [
      "an action_id of 256",
      [actions(button({ action_id: "a".repeat(256) }))],
      "must be less than 256 characters",
      `${button0}/action_id`,
    ],
    [
      "a style of its own",
      [actions(button({ style: "warn" }))],
      "must be one of: primary, danger",
      `${button0}/style`,
    ],
    [
      "a confirmation title of 101",
      [actions(button({ confirm: confirm(101) }))],
      "must be less than 101 characters",
      `${button0}/confirm/title/text`,
    ],
    [
      "101 options",
      [actions(select({ options: many(101, () => option()) }))],
      "no more than 100 items allowed",
      `${button0}/options`,
    ],
    [
      "an option value of 151",
      [actions(select({ options: [option(1, 151)] }))],
      "must be less than 151 characters",
      `${button0}/options/0/value`,
    ],
    [
      "a select without options",
      [actions({ type: "static_select" })],
      "must define exactly one of `options` and `option_groups`",
      button0,
    ],
    [
      "6 overflow options",
      [actions({ type: "overflow", options: many(6, () => option()) })],
      "no more than 5 items allowed",
      `${button0}/options`,
    ],
    [
      "11 checkboxes",
      [actions({ type: "checkboxes", options: many(11, () => option()) })],
      "no more than 10 items allowed",
      `${button0}/options`,
    ],
    [
      "a text input among actions",
      [actions({ type: "plain_text_input" })],
      "unsupported type: plain_text_input",
      `${button0}/type`,
    ],
    [
      "a block_id twice",
      many(2, () => ({ type: "divider", block_id: "d" })),
      '`block_id` "d" already exists',
      "/1/block_id",
    ],
    [
      "an action_id twice in a block",
      [actions(button({ action_id: "a" }), button({ action_id: "a" }))],
      '`action_id` "a" already exists',
      "/0/elements/1/action_id",
    ],
    ["a block that does not exist", [{ type: "sectoin" }], "unsupported type: sectoin", "/0/type"],
    ["a block without a type", [{ text: plain(1) }], "missing required field: type", "/0"],
    ["a field too many", [{ type: "divider", text: plain(1) }], "invalid additional property: text", "/0"],
    ["an alert", [{ type: "alert", text: plain(1) }], "unsupported type: alert", "/0/type"],
    ["101 table rows", [table(101)], "no more than 100 items allowed", "/0/rows"],
    ["21 cells", [table(1, 21)], "no more than 20 items allowed", "/0/rows/0"],
    ["two tables", [table(1), table(1)], "only_one_table_allowed", ""],
    [
      "a card body of 201",
      [{ type: "card", body: mrkdwn(201) }],
      "must be less than 201 characters",
      "/0/body/text",
    ],
    ["11 blocks in a container", [container(11)], "no more than 10 items allowed", "/0/child_blocks"],
    ["rich text of no kind", [rich([{ type: "b" }])], "unsupported type: b", "/0/elements/0/elements/0/type"],
    [
      "no alt_text",
      [{ type: "image", image_url: "https://x.test/a" }],
      "missing required field: alt_text",
      "/0",
    ],
    [
      "markdown over 12,000 in two blocks",
      many(2, () => ({ type: "markdown", text: "x".repeat(6001) })),
      "must be less than 12001 characters",
      "",
    ],
  ])("%s", async (_name, blocks, message, place) => {
    const messages = [`[ERROR] ${message} [json-pointer:/blocks${place}]`];
    expect(await post(blocks)).toEqual({ error: "invalid_blocks", messages });
  });

  it("13,201 characters in all, headers counting a hundred each", async () => {
    const long = { error: "msg_blocks_too_long", messages: [] };
    expect(await post([...many(4, () => section(3000)), section(1201)])).toEqual(long);
    expect(await post([...many(4, () => section(3000)), ...many(12, () => header(1))])).toEqual(long);
    expect(await post([...many(4, () => section(3000)), ...many(11, () => header(1))])).toBe("accepted");
  });

  it("as an update or an ephemeral message too, and with metadata that names no event", async () => {
    const place = { channel: defaults.alerts, text: "t" };
    await post([section()]);
    const ts = slack.messages(defaults.alerts).at(-1)?.ts;
    const blocks = [header(151)];
    expect(await ask("chat.update", { ...place, ts, blocks })).toMatchObject({ error: "invalid_blocks" });
    const ephemeral = await ask("chat.postEphemeral", { ...place, blocks, user: defaults.requester });
    expect(ephemeral).toMatchObject({ error: "invalid_blocks" });
    const unnamed = await ask("chat.postMessage", { ...place, metadata: { event_payload: {} } });
    expect(unnamed).toMatchObject({ error: "invalid_metadata_format" });
    expect(slack.violations.at(-1)).toMatchObject({
      kind: "invalid_metadata_format",
      method: "chat.postMessage",
    });
  });
});
