import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defaults } from "../../standins/slack/default-workspace.ts";
import { createSlackStandin, type SlackStandin } from "../../standins/slack/slack-standin.ts";
import {
  asker,
  button,
  input,
  type Json,
  many,
  plain,
  type Refusal,
  section,
  table,
} from "./slack-blocks.ts";

let slack: SlackStandin;
let ask: (method: string, args: Json) => Promise<Refusal>;
beforeAll(async () => {
  slack = await createSlackStandin();
  ask = asker(slack);
});
afterAll(() => slack.close());

const open = (view: Json) => ask("views.open", { trigger_id: "unknown", view });
const publish = (blocks: Json[]) =>
  ask("views.publish", { user_id: defaults.requester, view: { type: "home", blocks } });
const modal = (changes: Json = {}): Json => ({
  type: "modal",
  title: plain(5),
  blocks: [section()],
  ...changes,
});
const form = (changes: Json): Json => modal({ submit: plain(1), blocks: [input(changes)] });

describe("a modal over a limit is refused with the place", () => {
  it.each<[string, Json, string, string]>([
    ["a title of 25", modal({ title: plain(25) }), "must be less than 25 characters", "/title/text"],
    ["no title", { type: "modal", blocks: [] }, "missing required field: title", ""],
    ["no blocks", { type: "modal", title: plain(1) }, "missing required field: blocks", ""],
    ["a submit of 25", modal({ submit: plain(25) }), "must be less than 25 characters", "/submit/text"],
    [
      "a private_metadata of 3001",
      modal({ private_metadata: "x".repeat(3001) }),
      "must be less than 3001 characters",
      "/private_metadata",
    ],
    [
      "a callback_id of 256",
      modal({ callback_id: "x".repeat(256) }),
      "must be less than 256 characters",
      "/callback_id",
    ],
    [
      "101 blocks",
      modal({ blocks: many(101, () => section()) }),
      "no more than 100 items allowed",
      "/blocks",
    ],
    [
      "a field too many",
      modal({ submit_disabled: true }),
      "invalid additional property: submit_disabled",
      "",
    ],
    ["a table", modal({ blocks: [table(1)] }), "unsupported type: table", "/blocks/0/type"],
    [
      "a label of 2001",
      form({ label: plain(2001) }),
      "must be less than 2001 characters",
      "/blocks/0/label/text",
    ],
    [
      "a placeholder of 151",
      form({ element: { type: "plain_text_input", placeholder: plain(151) } }),
      "must be less than 151 characters",
      "/blocks/0/element/placeholder/text",
    ],
    [
      "a button as an input",
      form({ element: button() }),
      "unsupported type: button",
      "/blocks/0/element/type",
    ],
  ])("%s", async (_name, view, message, place) => {
    const first = "[ERROR] failed to match all allowed schemas [json-pointer:/view]";
    const messages = [first, `[ERROR] ${message} [json-pointer:/view${place}]`];
    expect(await open(view)).toEqual({ error: "invalid_arguments", messages });
  });

  it("an input without submit", async () => {
    const place = "[json-pointer:/view/blocks/1/input]";
    expect(await open(modal({ blocks: [section(), input()] }))).toEqual({
      error: "invalid_arguments",
      messages: [`[ERROR] must define \`submit\` to use an \`input\` block in modals ${place}`],
    });
  });

  it("250 KB", async () => {
    const large = modal({ blocks: many(100, () => section(2600)) });
    expect(await open(large)).toMatchObject({ error: "view_too_large" });
    const small = modal({ blocks: many(100, () => section(2400)) });
    expect(await open(small)).toMatchObject({ error: "invalid_trigger_id" });
  });
});

describe("a Home", () => {
  it("takes a hundred blocks, but not one more", async () => {
    expect(await publish(many(100, () => section()))).toBe("accepted");
    expect(await publish(many(101, () => section()))).toMatchObject({ error: "invalid_arguments" });
  });

  it("takes no alert, which a modal does", async () => {
    const alert = { type: "alert", level: "error", text: plain(10) };
    expect(await publish([alert])).toMatchObject({ error: "invalid_arguments" });
    expect(await open(modal({ blocks: [alert] }))).toMatchObject({ error: "invalid_trigger_id" });
  });
});
