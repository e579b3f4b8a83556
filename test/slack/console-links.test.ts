import { describe, expect, it } from "vitest";
import { RESOURCE_KINDS } from "../../src/domain/external-resource.ts";
import { createConsoleLinks } from "../../src/slack/messages/console-links.ts";
import { aNumber, aResource, sid } from "../support/factories.ts";

const documented = createConsoleLinks({});
const OWN = "https://console.example.com";

describe("the documented consoles", () => {
  it("open a list, and the label says so", () => {
    expect(documented(aResource("twilio_sip_trunk"), aNumber())).toBe(
      "<https://1console.twilio.com/go?to=/account/__account__/us1/sip-trunking/manage/trunks|open SIP trunks in Twilio>",
    );
    expect(documented(aResource("livekit_dispatch_rule"), aNumber())).toBe(
      "<https://cloud.livekit.io/projects/p_/telephony/dispatch|open dispatch rules in LiveKit>",
    );
  });

  it("name the trunk that a thing hangs on", () => {
    expect(documented(aResource("twilio_origination_url"), aNumber())).toContain(
      `(it belongs to trunk \`${sid("TK", "a")}\`)`,
    );
  });

  it("are Twilio's front page outside us1, where no list is documented", () => {
    expect(documented(aResource("twilio_sip_trunk"), aNumber({ twilioRegion: "ie1" }))).toBe(
      "<https://console.twilio.com/|open the Twilio console> (choose region ie1)",
    );
    expect(documented(aResource("twilio_sip_trunk"), aNumber({ twilioRegion: "<!here>" }))).not.toContain(
      "here",
    );
  });

  it("are none for a LiveKit server of one's own", () => {
    for (const livekitHost of ["wss://livekit.example.com", "wss://notlivekit.cloud", null])
      expect(documented(aResource("livekit_inbound_trunk"), aNumber({ livekitHost }))).toBeNull();
  });

  it("exist for every kind", () => {
    for (const kind of RESOURCE_KINDS) expect(documented(aResource(kind), aNumber())).toContain("<https://");
  });
});

describe("consoles of one's own (CONSOLE_LINKS)", () => {
  it("open this one thing where the template has its SID, and the label says so", () => {
    const links = createConsoleLinks({
      twilio_sip_trunk: `${OWN}/{region}/{account_sid}/trunks/{sid}`,
      livekit_inbound_trunk: `${OWN}/livekit/{sid}`,
    });
    expect(links(aResource("twilio_sip_trunk"), aNumber({ twilioRegion: "ie1" }))).toBe(
      `<${OWN}/ie1/${sid("AC", "a")}/trunks/${sid("TK", "a")}|open this SIP trunk in Twilio>`,
    );
    expect(links(aResource("livekit_inbound_trunk"), aNumber({ livekitHost: "wss://own.example.com" }))).toBe(
      `<${OWN}/livekit/ST_inbound|open this trunk in LiveKit>`,
    );
  });

  it("open a list where it has not", () => {
    const links = createConsoleLinks({ twilio_credential_list: `${OWN}/lists?a={account_sid}&r={region}` });
    expect(links(aResource("twilio_credential_list"), aNumber())).toBe(
      `<${OWN}/lists?a=${sid("AC", "a")}&amp;r=us1|open credential lists in Twilio>`,
    );
  });

  it("open the trunk of a thing that hangs on one", () => {
    const links = createConsoleLinks({ twilio_origination_url: `${OWN}/trunks/{parent_sid}` });
    expect(links(aResource("twilio_origination_url"), aNumber())).toBe(
      `<${OWN}/trunks/${sid("TK", "a")}|open its SIP trunk in Twilio>`,
    );
  });

  it("leave the other kinds as they are, and null takes a link away", () => {
    const links = createConsoleLinks({ twilio_sip_trunk: null });
    expect(links(aResource("twilio_sip_trunk"), aNumber())).toBeNull();
    expect(links(aResource("twilio_credential_list"), aNumber())).toBe(
      documented(aResource("twilio_credential_list"), aNumber()),
    );
  });

  it("are no link rather than a broken one", () => {
    const links = createConsoleLinks({
      twilio_sip_trunk: `${OWN}/{account_sid}/{sid}`,
      twilio_credential_list: `${OWN}/{parent_sid}/{sid}`,
      livekit_dispatch_rule: `${OWN}/{region}/{sid}`,
    });
    const trunk = aResource("twilio_sip_trunk");
    expect(links({ ...trunk, sid: "lm-not-a-sid" }, aNumber())).toBeNull();
    expect(links(trunk, aNumber({ twilioAccountSid: "AC|evil" }))).toBeNull();
    expect(links(trunk, null)).toBeNull();
    expect(links(aResource("twilio_credential_list"), aNumber())).toBeNull();
    expect(links(aResource("livekit_dispatch_rule"), aNumber({ twilioRegion: "../x" }))).toBeNull();
  });
});
