import { randomBytes } from "node:crypto";
import { createLivekitStandin, type LivekitStandin } from "./livekit/livekit-standin.ts";
import { defaults } from "./slack/default-workspace.ts";
import { createSlackStandin, type SlackStandin, type SlackStandinOptions } from "./slack/slack-standin.ts";
import { createTwilioStandin, type TwilioStandin } from "./twilio/twilio-standin.ts";

/** Twilio credentials of the one account that the outside starts with. */
export const ACCOUNT = {
  sid: `AC${"5f".repeat(16)}`,
  authToken: "standin-auth-token-0123456789abcdef",
} as const;
const LIVEKIT_KEY = { apiKey: "APIstandin", apiSecret: "standin-livekit-secret-0123456789abcdef" } as const;
export const API_TOKEN = "standin-api-token-0123456789abcdef0123";

/** The ids of everything that one seeded number owns outside, as the import request names them. */
export interface SeededNumber {
  phone_number: string;
  twilio_phone_number_sid: string;
  twilio_trunk_sid: string;
  twilio_credential_list_sids: string[];
  twilio_connection_policy_sids: string[];
  twilio_ip_access_control_list_sids: string[];
  livekit_trunk_id: string;
  livekit_dispatch_rule_id: string;
}

export interface Outside {
  slack: SlackStandin;
  twilio: TwilioStandin;
  livekit: LivekitStandin;
  /** The environment that makes the bot speak to these stand-ins (product.md 12), without a database. */
  env: Record<string, string>;
  /** Sets up one of everything for a number, at Twilio and LiveKit. */
  seedNumber(phoneNumber: string): SeededNumber;
  /** What a person does in the consoles: removes everything that the number owns. */
  cleanUpByHand(seeded: SeededNumber): void;
  close(): Promise<void>;
}

/** Starts Slack, Twilio and LiveKit on loopback. `twilioUrl` lets a judge stand between the bot and Twilio. */
export async function startOutside(
  options: { twilioUrl?: (origin: string) => Promise<string>; slack?: SlackStandinOptions } = {},
): Promise<Outside> {
  const [slack, twilio, livekit] = await Promise.all([
    createSlackStandin(options.slack),
    createTwilioStandin({ accounts: [ACCOUNT] }),
    createLivekitStandin(LIVEKIT_KEY),
  ]);
  const twilioUrl = (await options.twilioUrl?.(twilio.url)) ?? twilio.url;
  return {
    slack,
    twilio,
    livekit,
    env: {
      SLACK_BOT_TOKEN: slack.workspace.botToken,
      SLACK_SIGNING_SECRET: slack.workspace.signingSecret,
      SLACK_ALERT_CHANNEL: defaults.alerts,
      SLACK_ONCALL_USERGROUP: defaults.oncall,
      SLACK_API_URL: slack.apiUrl,
      TWILIO_API_URL: twilioUrl,
      LIVEKIT_URL: livekit.url,
      LIVEKIT_API_KEY: LIVEKIT_KEY.apiKey,
      LIVEKIT_API_SECRET: LIVEKIT_KEY.apiSecret,
      ENCRYPTION_KEY: randomBytes(32).toString("base64"),
      API_TOKENS: `platform:${API_TOKEN}`,
      HOST: "127.0.0.1",
    },
    seedNumber: (phoneNumber) => seedNumber(twilio, livekit, phoneNumber),
    cleanUpByHand: (seeded) => cleanUpByHand(twilio, livekit, seeded),
    close: async () => {
      await Promise.all([slack.close(), twilio.close(), livekit.close()]);
    },
  };
}

function seedNumber(
  { seed }: TwilioStandin,
  { seed: sip }: LivekitStandin,
  phoneNumber: string,
): SeededNumber {
  const trunk = seed.trunk(ACCOUNT.sid);
  const number = seed.phoneNumber(ACCOUNT.sid, phoneNumber);
  const list = seed.credentialList(ACCOUNT.sid);
  const addresses = seed.ipAccessControlList(ACCOUNT.sid);
  for (const member of [number, list, addresses]) seed.trunkLink(trunk, member);
  seed.originationUrl(trunk);
  const inbound = sip.inboundTrunk({ numbers: [phoneNumber] });
  return {
    phone_number: phoneNumber,
    twilio_phone_number_sid: number,
    twilio_trunk_sid: trunk,
    twilio_credential_list_sids: [list],
    twilio_connection_policy_sids: [seed.connectionPolicy(ACCOUNT.sid)],
    twilio_ip_access_control_list_sids: [addresses],
    livekit_trunk_id: inbound,
    livekit_dispatch_rule_id: sip.dispatchRule({ trunk_ids: [inbound] }),
  };
}

function cleanUpByHand(twilio: TwilioStandin, livekit: LivekitStandin, seeded: SeededNumber): void {
  twilio.removeByHand(seeded.twilio_trunk_sid);
  const lists = [
    ...seeded.twilio_credential_list_sids,
    ...seeded.twilio_ip_access_control_list_sids,
    ...seeded.twilio_connection_policy_sids,
  ];
  for (const sid of lists) twilio.removeByHand(sid);
  livekit.removeByHand(seeded.livekit_dispatch_rule_id);
  livekit.removeByHand(seeded.livekit_trunk_id);
}
