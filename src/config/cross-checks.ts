import type { Variable } from "./environment-schema.ts";

/** What is wrong between variables. Looks at what is set, not at its form, so that all faults come at once. */
export function crossCheck(
  isSet: (variable: Variable) => boolean,
): { variable: Variable; problem: string }[] {
  const problems: { variable: Variable; problem: string }[] = [];
  const add = (variable: Variable, problem: string) => problems.push({ variable, problem });

  if (!isSet("SLACK_SIGNING_SECRET") && !isSet("SLACK_APP_TOKEN"))
    add("SLACK_SIGNING_SECRET", "is not set, and neither is SLACK_APP_TOKEN");
  if (!isSet("SLACK_ONCALL_USERGROUP") && !isSet("SLACK_ONCALL_USERS"))
    add("SLACK_ONCALL_USERGROUP", "is not set, and neither is SLACK_ONCALL_USERS");
  if (isSet("TWILIO_ACCOUNT_SID") && !isSet("TWILIO_AUTH_TOKEN"))
    add("TWILIO_AUTH_TOKEN", "is not set, but TWILIO_ACCOUNT_SID is");
  if (isSet("TWILIO_AUTH_TOKEN") && !isSet("TWILIO_ACCOUNT_SID"))
    add("TWILIO_ACCOUNT_SID", "is not set, but TWILIO_AUTH_TOKEN is");
  return problems;
}
