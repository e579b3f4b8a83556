import {
  anything,
  boolean,
  byType,
  type Check,
  list,
  object,
  oneOf,
  refuse,
  type Shape,
  string,
} from "./checks.ts";

/** A plain_text object of 1..max characters (slack.md section 2). */
export function plainText(max: number): Check {
  return byType({ plain_text: { required: { text: string(max) }, optional: { emoji: boolean } } });
}

/** A mrkdwn object of 1..max characters. */
export function mrkdwn(max: number): Check {
  return byType({ mrkdwn: { required: { text: string(max) }, optional: { verbatim: boolean } } });
}

/** A plain_text or mrkdwn object of 1..max characters. */
export function anyText(max: number): Check {
  return byType({
    plain_text: { required: { text: string(max) }, optional: { emoji: boolean } },
    mrkdwn: { required: { text: string(max) }, optional: { verbatim: boolean } },
  });
}

export const actionId = string(255);

/** Confirmation dialog: title 100, text 300, buttons 30. */
export const confirm = object({
  required: { text: anyText(300) },
  optional: {
    title: plainText(100),
    confirm: plainText(30),
    deny: plainText(30),
    style: oneOf("primary", "danger"),
  },
});

/** An option: text 75, value 150, description 75. */
export function option(text: Check, extra: Record<string, Check> = {}): Check {
  return object({ required: { text, value: string(150) }, optional: { description: anyText(75), ...extra } });
}

/** Either `options` or `option_groups`, at most 100 each. */
export const optionLists: Shape = {
  optional: {
    options: list(option(plainText(75)), 100),
    option_groups: list(
      object({ required: { label: plainText(75), options: list(option(plainText(75)), 100) } }),
      100,
    ),
  },
  also: (value, pointer, inspection) => {
    if ((value["options"] === undefined) === (value["option_groups"] === undefined)) {
      refuse(inspection, pointer, "must define exactly one of `options` and `option_groups`");
    }
  },
};

const imageSource: Shape = {
  required: { alt_text: string(2000) },
  optional: {
    image_url: string(3000),
    slack_file: object({ optional: { id: anything, url: string(3000) } }),
  },
  also: (value, pointer, inspection) => {
    if ((value["image_url"] === undefined) === (value["slack_file"] === undefined)) {
      refuse(inspection, pointer, "missing required field: image_url");
    }
  },
};

/** Fields of an image element; an image block has a title besides. */
export const image: Shape = imageSource;
