import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Prism, startPrism } from "../support/prism.ts";
import { ACTOR, createdOf, type ProvisioningSetup, setUpProvisioning } from "./provisioning-setup.ts";

let setup: ProvisioningSetup;
let prism: Prism;
beforeAll(async () => {
  setup = await setUpProvisioning({
    twilioUrl: async (origin) => {
      prism = await startPrism(origin);
      return prism.url;
    },
  });
}, 60_000);
afterAll(async () => {
  await setup.close();
  await prism.close();
});

describe("a create, judged by Twilio's own specifications", () => {
  it("violates nothing, from the first look to the last removal", async () => {
    const outboundTrunk = { allowed_addresses: ["192.0.2.0/24", "198.51.100.7"] };
    const { number } = createdOf(
      await setup.operations.createNumber(setup.request({ outboundTrunk }), ACTOR),
    );
    expect(await setup.operations.deleteNumber(number.id, ACTOR)).toEqual({ outcome: "removed" });
    expect(setup.leftOutside()).toEqual([]);
    expect(setup.twilio.calls.filter(({ method }) => method === "POST")).toHaveLength(10);
    expect(prism.violations).toEqual([]);
  });
});
