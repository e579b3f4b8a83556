import { describe, expect, it } from "vitest";
import { faultsOf, KEY, LEAST } from "./least-environment.ts";

describe("each variable", () => {
  const address = (schemes: string) => `is not an address that starts with ${schemes}`;
  const ids = "is not a comma-separated list of user ids (U... or W...)";
  const wrong: [string, string[], string][] = [
    ["SLACK_BOT_TOKEN", ["xoxp-1", "xapp-1", "xoxb-", "secret"], "is not a bot token (xoxb-...)"],
    ["SLACK_SIGNING_SECRET", ["a b"], "has spaces in it"],
    ["SLACK_APP_TOKEN", ["xoxb-1"], "is not an app-level token (xapp-...)"],
    [
      "SLACK_ALERT_CHANNEL",
      ["#alerts", "alerts", "U123", "c123"],
      "is not a channel id (C... or G...; a name does not do)",
    ],
    ["SLACK_ONCALL_USERGROUP", ["@oncall", "U1"], "is not a user group id (S...)"],
    ["SLACK_ONCALL_USERS", ["requester", "U1,@approver", "U1;U2", ","], ids],
    ["SLACK_APPROVERS_USERGROUP", ["approvers"], "is not a user group id (S...)"],
    ["SECOND_APPROVER", ["yes", "REQUIRED"], "is none of off, required"],
    ["SLACK_API_URL", ["slack.com/api", "ftp://a", "https://"], address("https:// or http://")],
    ["TWILIO_API_URL", ["localhost:3000", "https://u:p@a", "https://a?b"], address("https:// or http://")],
    [
      "LIVEKIT_URL",
      ["demo.livekit.cloud", "tcp://a", "wss:demo"],
      address("wss:// or ws:// or https:// or http://"),
    ],
    ["LIVEKIT_API_KEY", ["a b"], "has spaces in it"],
    ["LIVEKIT_API_SECRET", ["a b"], "has spaces in it"],
    ["LIVEKIT_SIP_URI", ["demo.sip.livekit.cloud", "sip:", "https://a"], "is not a SIP address (sip:...)"],
    [
      "DATABASE_URL",
      ["mysql://a", "localhost", "postgres:a"],
      "is not an address that starts with postgres://",
    ],
    [
      "ENCRYPTION_KEY",
      ["secret", Buffer.alloc(31).toString("base64"), Buffer.alloc(33).toString("base64"), "0".repeat(64)],
      "is not 32 bytes in base64",
    ],
    ["ENCRYPTION_KEYS_OLD", ["secret", `${KEY},x`, ","], "has an entry that is not 32 bytes in base64"],
    ["API_FORCE_DELETE", ["on", "true"], "is none of direct, confirmed, off"],
    ["PORT", ["-1", "65536", "http", "3000.5", "0x10"], "is not a whole number from 0 to 65535"],
    ["HOST", ["a b", "http://a"], "is not an address to listen on"],
    ["PUBLIC_URL", ["lineman.example.com", "ws://a"], address("https:// or http://")],
    ["DOCS_URL", ["wiki", "javascript:alert(1)", "file:///etc"], address("https:// or http://")],
    ["LOG_LEVEL", ["verbose", "INFO"], "is none of trace, debug, info, warn, error, fatal, silent"],
    ["DELETE_BUDGET_SECONDS", ["0", "-5", "601", "1.5", "20s"], "is not a whole number from 1 to 600"],
    ["STORM_THRESHOLD", ["0", "five"], "is not a whole number from 1 to 1000000"],
    ["REMIND_UNCLAIMED_MINUTES", ["-1", "off"], "is not a whole number from 0 to 100000"],
    ["REMIND_CLAIMED_MINUTES", ["1e3", "x"], "is not a whole number from 0 to 100000"],
  ];
  it.each(wrong)("refuses a wrong %s", (variable, values, problem) => {
    for (const value of values)
      expect(faultsOf({ ...LEAST, [variable]: value }), value).toEqual([`${variable} ${problem}`]);
  });
});
