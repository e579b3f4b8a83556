import type { SeededNumber } from "../../standins/outside.ts";
import { defaults } from "../../standins/slack/default-workspace.ts";
import type { SlackStandin } from "../../standins/slack/slack-standin.ts";
import type { ShownView, SlackMessage } from "../../standins/slack/wire.ts";

/** The people of the main job and what they see in a Slack, which may start later than this. */
export function screensOf(slack: () => SlackStandin) {
  const currentModal = (): ShownView | undefined => slack().viewsOf(defaults.requester).at(-1);
  return {
    onCall: () => slack().person(defaults.requester),
    colleague: () => slack().person(defaults.colleague),
    until: <T>(condition: () => T) => slack().until(condition, { timeoutMs: 20_000 }),
    alert(): SlackMessage {
      const [message] = slack().messages(defaults.alerts);
      if (!message) throw new Error("there is no alert");
      return message;
    },
    homeWords: (userId: string) => words(slack().homeOf(userId)?.blocks ?? ""),
    currentModal,
    modalWords: () => words(currentModal()?.blocks ?? ""),
    /** A window opens in a state that only says that it looks; this is what it turns into. */
    decidedModal: (): ShownView | undefined => (currentModal()?.submit ? currentModal() : undefined),
  };
}

/** What stands in blocks, or in anything else, as one text. */
export const words = (blocks: unknown) => JSON.stringify(blocks);

/** The ids of everything that the number owns outside. */
export const everyId = (seeded: SeededNumber) => [
  seeded.twilio_phone_number_sid,
  seeded.twilio_trunk_sid,
  ...seeded.twilio_credential_list_sids,
  ...seeded.twilio_connection_policy_sids,
  ...seeded.twilio_ip_access_control_list_sids,
  seeded.livekit_trunk_id,
  seeded.livekit_dispatch_rule_id,
];

/** The fields of a submission in which everything is ticked that the window has to tick. */
export function everyTick(modal: ShownView): Record<string, string[]> {
  const ticks = modal.blocks.filter((block) => block.type === "input" && words(block).includes("checkboxes"));
  return Object.fromEntries(ticks.map((block) => [block.block_id ?? "", optionValues(block)]));
}

function optionValues(block: unknown): string[] {
  const { element } = block as { element: { options: { value: string }[] } };
  return element.options.map(({ value }) => value);
}

/** The sections of a message without its cause and next step: what is said about the resources. */
export function resourceWords(message: SlackMessage): string {
  return words(
    message.blocks.filter(
      (block) => /TK|CL|NY|AL|PN|OU|ST_|SDR_/.test(words(block)) && block.type === "section",
    ),
  );
}
