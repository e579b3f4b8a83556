/** A message with a button and a menu, for tests of the Slack stand-in. */
export const alertBlocks = [
  { type: "section", block_id: "head", text: { type: "mrkdwn", text: "*+14155551234* is corrupted" } },
  {
    type: "actions",
    block_id: "buttons",
    elements: [
      { type: "button", action_id: "claim", text: { type: "plain_text", text: "Claim" }, value: "inc_1" },
      {
        type: "static_select",
        action_id: "snooze",
        placeholder: { type: "plain_text", text: "Snooze" },
        options: ["30m", "2h"].map((value) => ({ text: { type: "plain_text", text: value }, value })),
      },
    ],
  },
];
