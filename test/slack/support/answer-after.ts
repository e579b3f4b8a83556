import type { SlackHarness } from "./slack-harness.ts";

/** What the person alone is told because of this, and in which channel. */
export async function answerAfter(
  { slack }: Pick<SlackHarness, "slack">,
  userId: string,
  act: () => Promise<unknown>,
): Promise<{ text: string; channel: string }> {
  const before = slack.ephemerals(userId).length;
  await act();
  return slack.until(() => slack.ephemerals(userId)[before]);
}
