import { type Check, failed, ok } from "./check.ts";

/** What api.slack.com shows under Basic Information. */
const FORM = /^[0-9a-f]{32}$/;

/** A secret of another form is not one of Slack's: every button and command would be refused. */
export const signingSecret: Check = {
  name: "signing secret",
  async look({ config: { slack } }) {
    if (slack.link.mode !== "http") return null;
    const { signingSecret: secret } = slack.link;
    if (FORM.test(secret)) return ok("SLACK_SIGNING_SECRET has the form of a signing secret.");
    return failed(
      `SLACK_SIGNING_SECRET has ${secret.length} characters; a signing secret has 32, all of them hex digits in small letters.`,
      "Copy the Signing Secret from api.slack.com/apps, your app, Basic Information (not the Client Secret, nor a token).",
    );
  },
};
