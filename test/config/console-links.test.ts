import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/config/config-error.ts";
import { loadConfig } from "../../src/config.ts";
import { faultsOf, LEAST } from "./least-environment.ts";

const read = (value: unknown) =>
  loadConfig({ ...LEAST, CONSOLE_LINKS: JSON.stringify(value) }).slack.consoleLinks;
const faults = (value: string) => faultsOf({ ...LEAST, CONSOLE_LINKS: value });

describe("CONSOLE_LINKS", () => {
  it("replaces the address of single kinds, and takes away others", () => {
    const value = {
      twilio_sip_trunk: "https://console.twilio.com/{region}/develop/sip-trunking/trunks/{sid}",
      twilio_trunk_number: "https://a.example.com/?trunk={parent_sid}&account={account_sid}",
      livekit_inbound_trunk: null,
    };
    expect(read(value)).toEqual(value);
    expect(read({})).toEqual({});
  });

  it.each(["https://a", "{", "[]", "null", '"https://a.example.com"', "7"])(
    "refuses what is no JSON object: %s",
    (value) => {
      expect(faults(value)).toEqual(["CONSOLE_LINKS is not a JSON object of addresses by kind of resource"]);
    },
  );

  const PLACEHOLDER_FAULT = "has a placeholder that is none of {sid}, {parent_sid}, {account_sid}, {region}";
  const wrong: [string, unknown, string][] = [
    ["http", "http://a.example.com", "is not an address that starts with https://"],
    ["a script", "javascript:alert(1)", "is not an address that starts with https://"],
    ["no host", "https://", "does not name a host"],
    ["a host that depends on the resource", "https://{sid}.example.com/", "does not name a host"],
    ["a password", "https://user:pass@a.example.com/", "does not name a host"],
    ["an unknown placeholder", "https://a.example.com/{id}", PLACEHOLDER_FAULT],
    ["an open brace", "https://a.example.com/{sid", PLACEHOLDER_FAULT],
    ["a placeholder in a placeholder", "https://a.example.com/{{sid}}", PLACEHOLDER_FAULT],
    ["Slack's own marks", "https://a.example.com/|<!channel>", "has a character in it that no address has"],
    ["a space", "https://a.example.com/a b", "has a character in it that no address has"],
    ["far too long", `https://a.example.com/${"a".repeat(500)}`, "is longer than 500 characters"],
    ["a number", 7, "is neither an address nor null"],
  ];
  it.each(wrong)("refuses %s", (_, template, problem) => {
    expect(faults(JSON.stringify({ twilio_credential_list: template }))).toEqual([
      `CONSOLE_LINKS twilio_credential_list ${problem}`,
    ]);
  });

  it("names what is for no kind by its place, because it may be a secret in the wrong variable", () => {
    expect(faults('{"livekit_dispatch_rule":null,"xoxb-secret":"https://a.example.com"}')).toEqual([
      "CONSOLE_LINKS entry 2 of 2 is for no kind of resource that Lineman knows",
    ]);
    expect(faults('{"toString":null}')).toEqual([
      "CONSOLE_LINKS entry 1 of 1 is for no kind of resource that Lineman knows",
    ]);
  });

  it("is reported with every other fault, with its fix", () => {
    const environment = { ...LEAST, PORT: "x", CONSOLE_LINKS: '{"twilio_sip_trunk":1,"a":2}' };
    expect(faultsOf(environment)).toEqual([
      "PORT is not a whole number from 0 to 65535",
      "CONSOLE_LINKS twilio_sip_trunk is neither an address nor null",
      "CONSOLE_LINKS entry 2 of 2 is for no kind of resource that Lineman knows",
    ]);
    try {
      loadConfig(environment);
    } catch (error) {
      expect(String(error instanceof ConfigError && error.toString())).toContain(
        "with {sid}, {parent_sid}, {account_sid}, {region} where the resource's own go; or leave it unset. The kinds: twilio_sip_trunk,",
      );
    }
  });
});
