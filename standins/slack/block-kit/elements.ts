import {
  anything,
  boolean,
  byType,
  type Check,
  integer,
  list,
  object,
  oneOf,
  type Shape,
  string,
} from "./checks.ts";
import { actionId, anyText, confirm, image, option, optionLists, plainText } from "./composition.ts";
import { richText } from "./rich-text.ts";

const placeholder = plainText(150);
const ids = list(string(255), 100, 0);
const common = { action_id: actionId, focus_on_load: boolean };
const menu = { ...common, confirm, placeholder };
const dispatch = { dispatch_action_config: object({ optional: { trigger_actions_on: anything } }) };
const typed = { ...common, ...dispatch, placeholder, initial_value: string(3000, 0) };
const filter = { default_to_current_conversation: boolean, filter: anything };
const many = { max_selected_items: integer(1, 100) };
const queried = { min_query_length: integer(0, 100) };
const replying = { response_url_enabled: boolean };

function withOptions(extra: Record<string, Check>): Shape {
  return { ...optionLists, optional: { ...optionLists.optional, ...extra } };
}

function ticked(initial: Record<string, Check>): Shape {
  return {
    required: { options: list(option(anyText(75)), 10) },
    optional: { ...common, confirm, ...initial },
  };
}

/** Every element and its limits, by type (slack.md section 2; fields from @slack/types 3.2). */
const shapes: Record<string, Shape> = {
  button: {
    required: { text: plainText(75) },
    optional: {
      action_id: actionId,
      value: string(2000),
      url: string(3000),
      style: oneOf("primary", "danger"),
      accessibility_label: string(75),
      confirm,
    },
  },
  workflow_button: {
    required: { text: plainText(75), workflow: anything },
    optional: { action_id: actionId, style: oneOf("primary", "danger"), accessibility_label: string(75) },
  },
  image,
  overflow: {
    required: { options: list(option(plainText(75), { url: string(3000) }), 5) },
    optional: { action_id: actionId, confirm },
  },
  checkboxes: ticked({ initial_options: list(option(anyText(75)), 10) }),
  radio_buttons: ticked({ initial_option: option(anyText(75)) }),
  static_select: withOptions({ ...menu, initial_option: option(plainText(75)) }),
  multi_static_select: withOptions({ ...menu, ...many, initial_options: list(option(plainText(75)), 100) }),
  external_select: { optional: { ...menu, ...queried, initial_option: option(plainText(75)) } },
  multi_external_select: {
    optional: { ...menu, ...many, ...queried, initial_options: list(option(plainText(75)), 100) },
  },
  users_select: { optional: { ...menu, initial_user: string(255) } },
  multi_users_select: { optional: { ...menu, ...many, initial_users: ids } },
  channels_select: { optional: { ...menu, ...replying, initial_channel: string(255) } },
  multi_channels_select: { optional: { ...menu, ...many, initial_channels: ids } },
  conversations_select: {
    optional: { ...menu, ...replying, ...filter, initial_conversation: string(255) },
  },
  multi_conversations_select: { optional: { ...menu, ...many, ...filter, initial_conversations: ids } },
  datepicker: { optional: { ...menu, initial_date: string(10) } },
  timepicker: { optional: { ...menu, initial_time: string(5), timezone: string(255) } },
  datetimepicker: {
    optional: { ...common, confirm, initial_date_time: integer(1_000_000_000, 9_999_999_999) },
  },
  plain_text_input: {
    optional: { ...typed, multiline: boolean, min_length: integer(0, 3000), max_length: integer(1, 3000) },
  },
  email_text_input: { optional: typed },
  url_text_input: { optional: typed },
  number_input: {
    required: { is_decimal_allowed: boolean },
    optional: { ...typed, min_value: string(255), max_value: string(255) },
  },
  rich_text_input: {
    optional: { ...common, ...dispatch, placeholder, initial_value: byType({ rich_text: richText }) },
  },
  file_input: {
    optional: { action_id: actionId, filetypes: anything, max_files: integer(1, 10) },
  },
  icon_button: {
    required: { icon: string(255), text: plainText(75) },
    optional: { action_id: actionId, value: string(2000), confirm, accessibility_label: string(75) },
  },
  feedback_buttons: {
    required: { positive_button: anything, negative_button: anything },
    optional: { action_id: actionId },
  },
};

const menus = [
  "static_select",
  "external_select",
  "users_select",
  "channels_select",
  "conversations_select",
].flatMap((type) => [type, `multi_${type}`]);
const pickers = ["checkboxes", "radio_buttons", "datepicker", "timepicker", ...menus];
const inputs = ["plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input"];

function only(...types: string[]): Check {
  return byType(Object.fromEntries(types.map((type) => [type, shapes[type] ?? {}])));
}

export const actionsElement = only(
  "button",
  "workflow_button",
  "overflow",
  "datetimepicker",
  "rich_text_input",
  ...pickers,
);
export const sectionAccessory = only("button", "workflow_button", "overflow", "image", ...pickers);
export const inputElement = only("datetimepicker", "file_input", ...inputs, ...pickers);
export const contextAction = only("icon_button", "feedback_buttons");
export const button = only("button");
export const imageElement = only("image");
