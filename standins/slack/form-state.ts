import { interactiveElements } from "./block-kit/elements-of.ts";
import { type Block, type Element, type Json, objectsAt, type StateValues } from "./wire.ts";

/** What a person typed or chose, by block id and action id; the values are as in `state.values`. */
export type Typed = Map<string, Json>;

/** A person's input: the text, the option's value, the ids, or null for "cleared". */
export type Input = string | number | readonly string[] | null;

interface Stateful {
  /** Field of `state.values` that holds the value. */
  field: string;
  /** Field of the element that holds the value it starts with. */
  initial: string;
  empty: Json[] | string[] | null;
  choice?: "one" | "many";
}

function one(field: string, initial: string): Stateful {
  return { field, initial, empty: null };
}

const option: Stateful = { ...one("selected_option", "initial_option"), choice: "one" };
const options: Stateful = {
  field: "selected_options",
  initial: "initial_options",
  empty: [],
  choice: "many",
};
const text = one("value", "initial_value");

function many(field: string, initial: string): Stateful {
  return { field, initial, empty: [] };
}

/** Elements that keep a value, as the payload reference names their fields; buttons and overflow menus keep none. */
const stateful: Record<string, Stateful> = {
  plain_text_input: text,
  email_text_input: text,
  url_text_input: text,
  number_input: text,
  rich_text_input: one("rich_text_value", "initial_value"),
  datepicker: one("selected_date", "initial_date"),
  timepicker: one("selected_time", "initial_time"),
  datetimepicker: one("selected_date_time", "initial_date_time"),
  static_select: option,
  external_select: option,
  radio_buttons: option,
  checkboxes: options,
  multi_static_select: options,
  multi_external_select: options,
  users_select: one("selected_user", "initial_user"),
  channels_select: one("selected_channel", "initial_channel"),
  conversations_select: one("selected_conversation", "initial_conversation"),
  multi_users_select: many("selected_users", "initial_users"),
  multi_channels_select: many("selected_channels", "initial_channels"),
  multi_conversations_select: many("selected_conversations", "initial_conversations"),
  file_input: many("files", ""),
};

/** Key of an input in `Typed`. */
export function inputKey(blockId: string, actionId: string): string {
  return JSON.stringify([blockId, actionId]);
}

/** `state.values` of what is on the screen: typed values first, then initial ones. */
export function stateValues(blocks: readonly Block[], typed: Typed): StateValues {
  const values: StateValues = {};
  for (const { block, element } of interactiveElements(blocks)) {
    const kind = stateful[element.type];
    if (!kind) continue;
    const [blockId, actionId] = [String(block.block_id), String(element.action_id)];
    const initial = element[kind.initial] ?? kind.empty;
    values[blockId] ??= {};
    values[blockId][actionId] = typed.get(inputKey(blockId, actionId)) ?? {
      type: element.type,
      [kind.field]: initial,
    };
  }
  return values;
}

/** What stays typed after a redraw: inputs with the same block id, action id and type, as far as the choice still exists. */
export function keepTyped(typed: Typed, blocks: readonly Block[]): Typed {
  const kept: Typed = new Map();
  for (const { block, element } of interactiveElements(blocks)) {
    const key = inputKey(String(block.block_id), String(element.action_id));
    const value = typed.get(key);
    if (value?.["type"] !== element.type) continue;
    const kind = stateful[element.type];
    if (!kind?.choice) {
      kept.set(key, value);
      continue;
    }
    const offered = new Set(choicesOf(element).map((choice) => choice["value"]));
    const chosen = [value[kind.field]].flat() as (Json | null)[];
    const left = chosen.filter((choice) => choice !== null && offered.has(choice["value"]));
    if (left.length === chosen.length) kept.set(key, value);
    else if (kind.choice === "many") kept.set(key, { type: element.type, [kind.field]: left });
  }
  return kept;
}

/** An element's value after a person entered `input`; throws where the element does not offer it. */
export function enteredValue(element: Element, input: Input): Json {
  const kind = stateful[element.type];
  if (!kind) throw new Error(`a ${element.type} (${element.action_id}) keeps no value`);
  if (input === null) return { type: element.type, [kind.field]: kind.empty };
  if (kind.choice === "one")
    return { type: element.type, [kind.field]: chooseOption(element, String(input)) };
  if (kind.choice === "many") {
    const chosen = [input].flat().map((value) => chooseOption(element, String(value)));
    return { type: element.type, [kind.field]: chosen };
  }
  return { type: element.type, [kind.field]: input };
}

/** The option with this value; throws with the offered values. */
export function chooseOption(element: Element, value: string): Json {
  const choices = choicesOf(element);
  const found = choices.find((choice) => choice["value"] === value);
  if (!found) {
    const offered = choices.map((choice) => String(choice["value"])).join(", ");
    throw new Error(`${element.type} ${element.action_id} offers ${offered || "nothing"}, not ${value}`);
  }
  return found;
}

/** Whether the element keeps a value that goes into `state.values`. */
export function keepsValue(element: Element): boolean {
  return stateful[element.type] !== undefined;
}

/** Whether a state value is empty, as the client judges required inputs. */
export function isEmptyValue(value: Json): boolean {
  const kind = stateful[String(value["type"])];
  const held = kind ? value[kind.field] : undefined;
  return held === null || held === undefined || held === "" || (Array.isArray(held) && held.length === 0);
}

function choicesOf(element: Element): Json[] {
  return [
    ...objectsAt(element, "options"),
    ...objectsAt(element, "option_groups").flatMap((group) => objectsAt(group, "options")),
  ];
}
