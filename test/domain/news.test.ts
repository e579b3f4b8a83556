import { describe, expect, it } from "vitest";
import { newsOf } from "../../src/domain/news.ts";
import { provisionFault } from "../../src/domain/provision-failure.ts";
import { aNumber, aResource } from "../support/factories.ts";

const HELD = "stays reserved for up to 30 days";

describe("what there is to tell beyond a state", () => {
  it("is nothing about what is simply gone", () => {
    const how = "Twilio GET, 404 with code 20404; account AC1 is active";
    expect(newsOf(aResource("twilio_sip_trunk", { state: "gone", how }), aNumber())).toBe("");
  });

  it("is where the number went", () => {
    const detail = "the number is not in this account any more";
    expect(newsOf(aResource("twilio_trunk_number", { state: "gone", detail }), aNumber())).toBe(detail);
  });

  it("is that the domain of a trunk for outbound calls is held, once the trunk is gone", () => {
    const outbound = aNumber({ supportsOutbound: true });
    expect(newsOf(aResource("twilio_sip_trunk", { state: "gone" }), outbound)).toBe(
      `its termination domain ${HELD}`,
    );
    expect(newsOf(aResource("twilio_sip_trunk"), outbound)).toBe("");
    expect(newsOf(aResource("twilio_credential_list", { state: "gone" }), outbound)).toBe("");
    expect(newsOf(aResource("twilio_sip_trunk", { state: "gone" }), null)).toBe("");
  });

  it("is told by a create that is refused the domain, too", () => {
    const refusal = { provider: "twilio", kind: "unexpected", message: "error 21248: taken" } as const;
    expect(provisionFault("create_sip_trunk", { ...refusal, providerCode: "21248" })).toEqual({
      field: "outbound_trunk.address",
      text: expect.stringContaining(`error 21248: taken; the domain of a deleted trunk ${HELD}`),
    });
    expect(provisionFault("create_sip_trunk", { ...refusal, providerCode: "21245" }).text).not.toContain(
      HELD,
    );
  });
});
