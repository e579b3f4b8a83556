import { SipClient } from "livekit-server-sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createOperations } from "../../../src/operations/create-operations.ts";
import { KEY, SECRET } from "../../providers/livekit-setup.ts";
import { ACTOR, createdOf, type ProvisioningSetup, setUpProvisioning } from "../provisioning-setup.ts";

let setup: ProvisioningSetup;
beforeAll(async () => {
  setup = await setUpProvisioning();
});
afterAll(() => setup.close());

describe("a LiveKit trunk that another number is put on while it is about to be removed", () => {
  it("stays for the other number; ours is taken off it, and it is kept", async () => {
    const { number } = createdOf(await setup.operations.createNumber(setup.request(), ACTOR));
    const theirs = "+14155559876";
    const client = new SipClient(setup.livekit.url, KEY, SECRET);
    const { realtime } = setup.deps;
    const operations = createOperations({
      ...setup.deps,
      realtime: {
        ...realtime,
        perform: async (step, ...rest) => {
          if (step.action === "remove" && step.ref.sid === number.livekitTrunkId)
            await client.updateSipInboundTrunkFields(step.ref.sid, {
              numbers: { add: [theirs] } as never,
            });
          return realtime.perform(step, ...rest);
        },
      },
    });
    expect(await operations.deleteNumber(number.id, ACTOR)).toEqual({ outcome: "removed" });
    expect(setup.livekit.inboundTrunks()).toMatchObject([
      { sip_trunk_id: number.livekitTrunkId, numbers: [theirs] },
    ]);
    const stored = await setup.database.resources.of(number.id);
    expect(stored.find(({ sid }) => sid === number.livekitTrunkId)).toMatchObject({
      state: "kept",
      sharedWith: [`number ${theirs}`],
    });
  });
});
