import { ConfigError } from "../../src/config/config-error.ts";
import { loadConfig } from "../../src/config.ts";

export const KEY = Buffer.alloc(32, 7).toString("base64");

/** The least that starts. */
export const LEAST = {
  SLACK_BOT_TOKEN: "xoxb-1-secret",
  SLACK_SIGNING_SECRET: "signing-secret",
  SLACK_ALERT_CHANNEL: "C0123ABCD",
  SLACK_ONCALL_USERS: "U1",
  LIVEKIT_URL: "wss://Demo.livekit.cloud/",
  LIVEKIT_API_KEY: "key",
  LIVEKIT_API_SECRET: "livekit-secret",
  ENCRYPTION_KEY: KEY,
};

/** Every fault as "VARIABLE problem"; [] where the configuration is taken. */
export function faultsOf(env: Record<string, string | undefined>): string[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map(({ variable, problem }) => `${variable} ${problem}`);
  }
}
