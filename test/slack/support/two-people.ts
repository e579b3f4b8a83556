import type { Operations } from "../../../src/operations/operations.ts";
import type { SlackConfig } from "../../../src/slack/slack-config.ts";
import { defaults } from "../../../standins/slack/default-workspace.ts";
import type { SlackStandin, SlackStandinOptions } from "../../../standins/slack/slack-standin.ts";
import type { SlackMessage } from "../../../standins/slack/wire.ts";
import { createOperationsHarness, type OperationsHarness } from "../../support/operations-harness.ts";
import { startSlackHarness } from "./slack-harness.ts";
import { textOf } from "./windows.ts";

/** The real surface over the real operations and a real database: what people press in Slack is really done. */
export interface TwoPeople {
  harness: OperationsHarness;
  slack: SlackStandin;
  operations: Operations;
  /** What a submission waits for before it is decided. */
  beforeSubmit: (() => Promise<void>) | null;
  /** Works on every job that waits: alerts and threads in Slack are as they should be afterwards. */
  settle(): Promise<void>;
  /** A number whose resources are all still there, with its alert on the screen. */
  corruptedNumber(changes?: { reachable?: boolean }): Promise<CorruptedNumber>;
  close(): Promise<void>;
}

export interface CorruptedNumber {
  id: number;
  phoneNumber: string;
  trunk: string;
  alert(): SlackMessage;
  thread(): SlackMessage[];
  /** The newest reply that asks for a second person. */
  request(): SlackMessage;
}

export async function startTwoPeople(
  options: SlackStandinOptions & {
    config?: Partial<SlackConfig>;
    secondApprover?: "off" | "required";
  } = {},
): Promise<TwoPeople> {
  const { secondApprover = "off", ...rest } = options;
  const harness = await createOperationsHarness();
  const operations = harness.withSettings({ secondApprover });
  const { bot, slack, close } = await startSlackHarness({
    ...rest,
    clock: harness.clock,
    operations: () => ({
      ...operations,
      submitForceDelete: async (request) => {
        await two.beforeSubmit?.();
        return operations.submitForceDelete(request);
      },
    }),
  });
  // What the operations know as the channel is from here on the one in Slack.
  Object.assign(harness.alerts, bot.alerts);

  async function settle(): Promise<void> {
    for (let job = harness.jobs.shift(); job !== undefined; job = harness.jobs.shift())
      if (job.name === "sync_alert" && !(await operations.syncAlert(job.incidentId)).done)
        harness.jobs.push(job);
  }

  const two: TwoPeople = {
    harness,
    slack,
    operations,
    beforeSubmit: null,
    settle,
    async corruptedNumber({ reachable = true } = {}) {
      harness.outside.failing = {};
      const { number } = await harness.importedNumber();
      harness.outside.failing.account = "credentials";
      await operations.deleteNumber(number.id, { kind: "api_token", name: "platform" });
      if (reachable) harness.outside.failing = {};
      await settle();
      const incident = await harness.database.incidents.latestOf(number.id);
      const ts = incident?.alertTs ?? "";
      const thread = () => slack.thread(defaults.alerts, ts).slice(1);
      return {
        id: number.id,
        phoneNumber: number.phoneNumber,
        trunk: number.twilioTrunkSid ?? "",
        alert: () => existing(slack.message(defaults.alerts, ts)),
        thread,
        request: () =>
          existing(thread().findLast((reply) => textOf(reply).includes("second person to approve"))),
      };
    },
    async close() {
      await close();
      await harness.close();
    },
  };
  return two;
}

function existing<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("it is not in Slack");
  return value;
}
