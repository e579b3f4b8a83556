import type { DoctorMeans } from "../../doctor-means.ts";
import { alertChannel } from "./alert-channel.ts";
import { type Check, type Finding, failed } from "./check.ts";
import { clockSkew } from "./clock-skew.ts";
import { database, databaseClock, encryptionKeys, migrations, queue } from "./data.ts";
import { livekitRights, twilioRights } from "./providers.ts";
import { runningBot } from "./running-bot.ts";
import { signingSecret } from "./signing-secret.ts";
import { slackScopes } from "./slack-scopes.ts";
import { slackSocket } from "./slack-socket.ts";
import { slackToken } from "./slack-token.ts";
import { approversGroup, onCallGroup } from "./user-groups.ts";

/** In the order in which they are shown; all run at once. */
const CHECKS: readonly Check[] = [
  slackToken,
  slackScopes,
  signingSecret,
  slackSocket,
  alertChannel,
  onCallGroup,
  approversGroup,
  clockSkew,
  twilioRights,
  livekitRights,
  database,
  databaseClock,
  migrations,
  encryptionKeys,
  queue,
  runningBot,
];

/** Longer than any single call of theirs may take. */
const LONGEST_LOOK_MS = 30_000;

/** Every finding, in order. Does not throw. */
export async function runChecks(means: DoctorMeans, checks = CHECKS): Promise<Finding[]> {
  const findings = await Promise.all(checks.map((check) => runCheck(check, means)));
  return findings.filter((finding) => finding !== null);
}

async function runCheck({ name, look }: Check, means: DoctorMeans): Promise<Finding | null> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    const late = () => reject(new Error(`no answer in ${LONGEST_LOOK_MS / 1000} s`));
    timer = setTimeout(late, LONGEST_LOOK_MS);
  });
  try {
    const found = await Promise.race([look(means), tooLate]);
    return found && { name, ...found };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { name, ...failed(`It could not be looked at: ${why}`, LOOK_AGAIN) };
  } finally {
    clearTimeout(timer);
  }
}

const LOOK_AGAIN = "Run the doctor again; if it stays, this is a fault of Lineman's.";
