import { isObject, type Json, objectsAt, type SlackAnswer } from "../wire.ts";
import { checkBlocks } from "./check-blocks.ts";
import { anything, boolean, type Inspection, object, string } from "./checks.ts";
import { plainText } from "./composition.ts";

/** Views larger than this many bytes are refused (docs.slack.dev, views.open). */
const mostBytes = 250 * 1024;

const either = {
  type: anything,
  private_metadata: string(3000, 0),
  callback_id: string(255, 0),
  external_id: string(255, 0),
};
const modal = object({
  required: { title: plainText(24), blocks: anything },
  optional: {
    ...either,
    submit: plainText(24),
    close: plainText(24),
    clear_on_close: boolean,
    notify_on_close: boolean,
  },
});
const home = object({ required: { blocks: anything }, optional: either });

/** What Slack answers instead of showing this view on that surface; undefined when it would show it. */
export function viewRefusal(view: unknown, surface: "modal" | "home"): SlackAnswer | undefined {
  if (!isObject(view)) return refusal(["missing required field: view [json-pointer:/view]"]);
  if (view["type"] !== surface) {
    return refusal([`unsupported type: ${String(view["type"])} [json-pointer:/view/type]`]);
  }
  if (Buffer.byteLength(JSON.stringify(view)) > mostBytes) return { ok: false, error: "view_too_large" };
  const inspection: Inspection = { surface, problems: [] };
  (surface === "modal" ? modal : home)(view, "/view", inspection);
  const blocks = view["blocks"];
  const problems = [
    ...inspection.problems,
    ...(blocks === undefined ? [] : checkBlocks(blocks, surface, "/view/blocks")),
  ];
  if (problems.length > 0) {
    return refusal([
      "failed to match all allowed schemas [json-pointer:/view]",
      ...problems.map(({ message, pointer }) => `${message} [json-pointer:${pointer}]`),
    ]);
  }
  return surface === "modal" ? submitRefusal(view) : undefined;
}

/** Wording from node-slack-sdk#875. */
function submitRefusal(view: Json): SlackAnswer | undefined {
  if (view["submit"] !== undefined) return undefined;
  const index = objectsAt(view, "blocks").findIndex((block) => block["type"] === "input");
  if (index < 0) return undefined;
  const place = `/view/blocks/${index}/input`;
  return refusal([`must define \`submit\` to use an \`input\` block in modals [json-pointer:${place}]`]);
}

function refusal(messages: string[]): SlackAnswer {
  return {
    ok: false,
    error: "invalid_arguments",
    response_metadata: { messages: messages.map((message) => `[ERROR] ${message}`) },
  };
}
