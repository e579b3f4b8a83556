import { WebClient } from "@slack/web-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defaults } from "../../standins/slack/default-workspace.ts";
import { createSlackStandin, type SlackStandin } from "../../standins/slack/slack-standin.ts";

type Json = Record<string, unknown>;

const plain = (length: number) => ({ type: "plain_text", text: "x".repeat(length) });
const mrkdwn = (length: number) => ({ type: "mrkdwn", text: "x".repeat(length) });
const many = <T>(count: number, item: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => item(index));
const section = (length = 10): Json => ({ type: "section", text: mrkdwn(length) });
const option = (text = 10, value = 10): Json => ({ text: plain(text), value: "v".repeat(value) });
const button = (changes: Json = {}): Json => ({ type: "button", text: plain(5), ...changes });
const actions = (...elements: Json[]): Json => ({ type: "actions", elements });
const select = (changes: Json = {}): Json => ({ type: "static_select", options: [option()], ...changes });
const input = (changes: Json = {}): Json => ({
  type: "input",
  label: plain(10),
  element: { type: "plain_text_input", action_id: "a" },
  ...changes,
});
const row = (cells: number): Json[] => many(cells, () => ({ type: "raw_text", text: "x" }));
const table = (rows: number, cells = 1): Json => ({ type: "table", rows: many(rows, () => row(cells)) });
const header = (length: number): Json => ({ type: "header", text: plain(length) });
const rich = (elements: Json[]): Json => ({
  type: "rich_text",
  elements: [{ type: "rich_text_section", elements }],
});

let slack: SlackStandin;
let web: WebClient;
beforeAll(async () => {
  slack = await createSlackStandin();
  web = new WebClient(slack.workspace.botToken, { slackApiUrl: slack.apiUrl });
});
afterAll(() => slack.close());

async function refusalOf(
  method: string,
  args: Json,
): Promise<{ error: string; messages: string[] } | "accepted"> {
  try {
    await web.apiCall(method, args);
    return "accepted";
  } catch (error) {
    const { data } = error as { data: { error: string; response_metadata?: { messages?: string[] } } };
    return { error: data.error, messages: data.response_metadata?.messages ?? [] };
  }
}
const post = (blocks: Json[]) =>
  refusalOf("chat.postMessage", { channel: defaults.alerts, text: "t", blocks });
const publish = (blocks: Json[]) =>
  refusalOf("views.publish", { user_id: defaults.alice, view: { type: "home", blocks } });

describe("a message at its limits is accepted", () => {
  it.each<[string, Json[]]>([
    ["50 blocks", many(50, () => section())],
    ["a section of 3000", [section(3000)]],
    ["10 fields of 2000... within the whole", [{ type: "section", fields: many(5, () => mrkdwn(2000)) }]],
    ["a header of 150", [header(150)]],
    [
      "25 buttons with values of 2000",
      [actions(...many(25, (i) => button({ action_id: `b${i}`, value: "v".repeat(2000) })))],
    ],
    [
      "the same action_id in two blocks",
      [actions(button({ action_id: "a" })), actions(button({ action_id: "a" }))],
    ],
    ["100 options", [actions(select({ options: many(100, () => option(75, 150)) }))]],
    ["a table of 100 rows", [table(100, 20)]],
    ["13,200 characters", [...many(4, () => section(3000)), section(1200)]],
    [
      "rich text",
      [
        rich([
          { type: "text", text: "x", style: { bold: true } },
          { type: "user", user_id: "U1" },
        ]),
      ],
    ],
    [
      "a button with a confirmation",
      [
        actions(
          button({
            style: "danger",
            confirm: { title: plain(100), text: mrkdwn(300), confirm: plain(30), deny: plain(30) },
          }),
        ),
      ],
    ],
  ])("%s", async (_name, blocks) => {
    expect(await post(blocks)).toBe("accepted");
  });
});

describe("a message over a limit is refused with the place", () => {
  it.each<[string, Json[], string]>([
    ["51 blocks", many(51, () => section()), "no more than 50 items allowed [json-pointer:/blocks]"],
    [
      "a section of 3001",
      [section(3001)],
      "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    ],
    ["an empty text", [section(0)], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"],
    [
      "a section without text",
      [{ type: "section" }],
      "missing required field: text [json-pointer:/blocks/0]",
    ],
    [
      "11 fields",
      [{ type: "section", fields: many(11, () => mrkdwn(1)) }],
      "no more than 10 items allowed [json-pointer:/blocks/0/fields]",
    ],
    [
      "a field of 2001",
      [{ type: "section", fields: [mrkdwn(2001)] }],
      "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
    ],
    ["a header of 151", [header(151)], "must be less than 151 characters [json-pointer:/blocks/0/text/text]"],
    [
      "a header in mrkdwn",
      [{ type: "header", text: mrkdwn(5) }],
      "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]",
    ],
    [
      "11 context elements",
      [{ type: "context", elements: many(11, () => mrkdwn(1)) }],
      "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
    ],
    [
      "26 buttons",
      [actions(...many(26, () => button()))],
      "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
    ],
    [
      "a button text of 76",
      [actions(button({ text: plain(76) }))],
      "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
    ],
    [
      "a button value of 2001",
      [actions(button({ value: "v".repeat(2001) }))],
      "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
    ],
    [
      "an action_id of 256",
      [actions(button({ action_id: "a".repeat(256) }))],
      "must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]",
    ],
    [
      "a button style of its own",
      [actions(button({ style: "warning" }))],
      "must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]",
    ],
    [
      "a confirmation title of 101",
      [actions(button({ confirm: { title: plain(101), text: plain(1) } }))],
      "must be less than 101 characters [json-pointer:/blocks/0/elements/0/confirm/title/text]",
    ],
    [
      "101 options",
      [actions(select({ options: many(101, () => option()) }))],
      "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ],
    [
      "an option value of 151",
      [actions(select({ options: [option(1, 151)] }))],
      "must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]",
    ],
    [
      "a select without options",
      [actions({ type: "static_select" })],
      "must define exactly one of `options` and `option_groups` [json-pointer:/blocks/0/elements/0]",
    ],
    [
      "6 overflow options",
      [actions({ type: "overflow", options: many(6, () => option()) })],
      "no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ],
    [
      "11 checkboxes",
      [actions({ type: "checkboxes", options: many(11, () => option()) })],
      "no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ],
    [
      "a text input among actions",
      [actions({ type: "plain_text_input" })],
      "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]",
    ],
    [
      "a block_id twice",
      [
        { type: "divider", block_id: "d" },
        { type: "divider", block_id: "d" },
      ],
      '`block_id` "d" already exists [json-pointer:/blocks/1/block_id]',
    ],
    [
      "an action_id twice in a block",
      [actions(button({ action_id: "a" }), button({ action_id: "a" }))],
      '`action_id` "a" already exists [json-pointer:/blocks/0/elements/1/action_id]',
    ],
    [
      "a block that does not exist",
      [{ type: "sectoin" }],
      "unsupported type: sectoin [json-pointer:/blocks/0/type]",
    ],
    ["a block without a type", [{ text: plain(1) }], "missing required field: type [json-pointer:/blocks/0]"],
    [
      "a field that does not exist",
      [{ type: "divider", text: plain(1) }],
      "invalid additional property: text [json-pointer:/blocks/0]",
    ],
    [
      "an alert",
      [{ type: "alert", text: plain(1) }],
      "unsupported type: alert [json-pointer:/blocks/0/type]",
    ],
    ["101 table rows", [table(101)], "no more than 100 items allowed [json-pointer:/blocks/0/rows]"],
    ["21 cells", [table(1, 21)], "no more than 20 items allowed [json-pointer:/blocks/0/rows/0]"],
    ["two tables", [table(1), table(1)], "only_one_table_allowed [json-pointer:/blocks]"],
    [
      "a card body of 201",
      [{ type: "card", body: mrkdwn(201) }],
      "must be less than 201 characters [json-pointer:/blocks/0/body/text]",
    ],
    [
      "11 blocks in a container",
      [{ type: "container", title: plain(1), child_blocks: many(11, () => section()) }],
      "no more than 10 items allowed [json-pointer:/blocks/0/child_blocks]",
    ],
    [
      "rich text of an unknown kind",
      [rich([{ type: "bold", text: "x" }])],
      "unsupported type: bold [json-pointer:/blocks/0/elements/0/elements/0/type]",
    ],
    [
      "an image without alt_text",
      [{ type: "image", image_url: "https://x.test/a.png" }],
      "missing required field: alt_text [json-pointer:/blocks/0]",
    ],
    [
      "two markdown blocks over 12,000 together",
      many(2, () => ({ type: "markdown", text: "x".repeat(6001) })),
      "must be less than 12001 characters [json-pointer:/blocks]",
    ],
  ])("%s", async (_name, blocks, message) => {
    expect(await post(blocks)).toEqual({ error: "invalid_blocks", messages: [`[ERROR] ${message}`] });
  });

  it("13,201 characters in all, headers counting a hundred each", async () => {
    const long = { error: "msg_blocks_too_long", messages: [] };
    expect(await post([...many(4, () => section(3000)), section(1201)])).toEqual(long);
    expect(await post([...many(4, () => section(3000)), ...many(12, () => header(1))])).toEqual(long);
    expect(await post([...many(4, () => section(3000)), ...many(11, () => header(1))])).toBe("accepted");
  });

  it("an update and an ephemeral message too, and metadata without an event_type", async () => {
    const { ts } = await web.chat.postMessage({ channel: defaults.alerts, text: "t" });
    const over = { channel: defaults.alerts, text: "t", blocks: [header(151)] };
    expect(await refusalOf("chat.update", { ...over, ts })).toMatchObject({ error: "invalid_blocks" });
    const ephemeral = await refusalOf("chat.postEphemeral", { ...over, user: defaults.alice });
    expect(ephemeral).toMatchObject({ error: "invalid_blocks" });
    const metadata = { channel: defaults.alerts, text: "t", metadata: { event_payload: {} } };
    expect(await refusalOf("chat.postMessage", metadata)).toMatchObject({ error: "invalid_metadata_format" });
    expect(slack.violations.at(-1)).toMatchObject({
      kind: "invalid_metadata_format",
      method: "chat.postMessage",
    });
  });
});

describe("a view over a limit is refused with the place, before its trigger is used", () => {
  const modal = (changes: Json = {}): Json => ({
    type: "modal",
    title: plain(5),
    blocks: [section()],
    ...changes,
  });

  it.each<[string, Json, string]>([
    [
      "a title of 25",
      modal({ title: plain(25) }),
      "must be less than 25 characters [json-pointer:/view/title/text]",
    ],
    ["no title", { type: "modal", blocks: [] }, "missing required field: title [json-pointer:/view]"],
    [
      "a submit of 25",
      modal({ submit: plain(25) }),
      "must be less than 25 characters [json-pointer:/view/submit/text]",
    ],
    [
      "a private_metadata of 3001",
      modal({ private_metadata: "x".repeat(3001) }),
      "must be less than 3001 characters [json-pointer:/view/private_metadata]",
    ],
    [
      "a callback_id of 256",
      modal({ callback_id: "x".repeat(256) }),
      "must be less than 256 characters [json-pointer:/view/callback_id]",
    ],
    [
      "101 blocks",
      modal({ blocks: many(101, () => section()) }),
      "no more than 100 items allowed [json-pointer:/view/blocks]",
    ],
    [
      "a field that does not exist",
      modal({ submit_disabled: true }),
      "invalid additional property: submit_disabled [json-pointer:/view]",
    ],
    ["a table", modal({ blocks: [table(1)] }), "unsupported type: table [json-pointer:/view/blocks/0/type]"],
    [
      "an input label of 2001",
      modal({ submit: plain(1), blocks: [input({ label: plain(2001) })] }),
      "must be less than 2001 characters [json-pointer:/view/blocks/0/label/text]",
    ],
    [
      "a placeholder of 151",
      modal({
        submit: plain(1),
        blocks: [input({ element: { type: "plain_text_input", placeholder: plain(151) } })],
      }),
      "must be less than 151 characters [json-pointer:/view/blocks/0/element/placeholder/text]",
    ],
    [
      "a button as an input",
      modal({ submit: plain(1), blocks: [input({ element: button() })] }),
      "unsupported type: button [json-pointer:/view/blocks/0/element/type]",
    ],
  ])("%s", async (_name, view, message) => {
    const refusal = await refusalOf("views.open", { trigger_id: "unknown", view });
    const first = "[ERROR] failed to match all allowed schemas [json-pointer:/view]";
    expect(refusal).toEqual({ error: "invalid_arguments", messages: [first, `[ERROR] ${message}`] });
  });

  it("an input without submit, and 250 KB", async () => {
    const place = "[json-pointer:/view/blocks/1/input]";
    expect(
      await refusalOf("views.open", { trigger_id: "t", view: modal({ blocks: [section(), input()] }) }),
    ).toEqual({
      error: "invalid_arguments",
      messages: [`[ERROR] must define \`submit\` to use an \`input\` block in modals ${place}`],
    });
    const blocks = many(100, () => section(2600));
    expect(await refusalOf("views.open", { trigger_id: "t", view: modal({ blocks }) })).toMatchObject({
      error: "view_too_large",
    });
  });

  it("a Home with an alert or 101 blocks, while a modal takes the alert", async () => {
    const alert = { type: "alert", level: "error", text: plain(10) };
    expect(await publish([alert])).toMatchObject({ error: "invalid_arguments" });
    expect(await publish(many(101, () => section()))).toMatchObject({ error: "invalid_arguments" });
    expect(await publish(many(100, () => section()))).toBe("accepted");
    const answer = await refusalOf("views.open", { trigger_id: "unknown", view: modal({ blocks: [alert] }) });
    expect(answer).toMatchObject({ error: "invalid_trigger_id" });
  });
});
