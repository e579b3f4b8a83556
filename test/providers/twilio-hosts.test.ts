import twilio from "twilio";
import { afterEach, describe, expect, it, vi } from "vitest";
import { hostOptionsOf, rewriterTo } from "../../src/providers/twilio/twilio-hosts.ts";
import { AC } from "./twilio-setup.ts";

/** The hosts that the real SDK would call for a region. */
async function hostsFor(region: string): Promise<string[]> {
  const hosts: string[] = [];
  const httpClient = new twilio.RequestClient();
  httpClient.request = ({ uri }) => {
    hosts.push(new URL(uri).host);
    return Promise.reject(new Error("not sent"));
  };
  const client = twilio(AC, "token", { ...hostOptionsOf(region), httpClient });
  await Promise.allSettled([
    client.trunking.v1.trunks.list(),
    client.voice.v1.byocTrunks.list(),
    client.api.v2010.accounts(AC).fetch(),
  ]);
  return hosts;
}

describe("Twilio's hosts", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("are the plain ones for us1", async () => {
    expect(await hostsFor("us1")).toEqual(["trunking.twilio.com", "voice.twilio.com", "api.twilio.com"]);
  });

  it.each([
    ["ie1", "dublin"],
    ["au1", "sydney"],
    ["jp1", "tokyo"],
  ])("name region %s together with its edge %s", async (region, edge) => {
    expect(await hostsFor(region)).toEqual(
      ["trunking", "voice", "api"].map((product) => `${product}.${edge}.${region}.twilio.com`),
    );
  });

  it("do not depend on the environment", async () => {
    vi.stubEnv("TWILIO_REGION", "au1");
    vi.stubEnv("TWILIO_EDGE", "sydney");
    expect(await hostsFor("us1")).toContain("api.twilio.com");
    expect(await hostsFor("ie1")).toContain("api.dublin.ie1.twilio.com");
  });

  it.each(["", "US1", "de1", "constructor", "evil.example"])("are unknown for %j", (region) => {
    expect(hostOptionsOf(region)).toBeNull();
  });

  it("keep path and query when the origin is replaced", () => {
    const uri = "https://trunking.twilio.com/v1/Trunks?PageSize=1000&Page=1";
    expect(rewriterTo("http://127.0.0.1:4010")(uri)).toBe(
      "http://127.0.0.1:4010/v1/Trunks?PageSize=1000&Page=1",
    );
    expect(rewriterTo("http://proxy.example/twilio/")(uri)).toBe(
      "http://proxy.example/twilio/v1/Trunks?PageSize=1000&Page=1",
    );
    expect(rewriterTo(undefined)(uri)).toBe(uri);
  });
});
