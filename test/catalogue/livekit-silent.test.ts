import { describe, expect, it } from "vitest";
import type { Fault } from "../../standins/faults.ts";
import { useCatalogue } from "../support/catalogue-harness.ts";
import { cleanUpByHand } from "../support/catalogue-seeds.ts";

const catalogue = useCatalogue();
const TWILIO_GONE = {
  twilio_sip_trunk: "gone",
  twilio_credential_list: "gone",
  twilio_connection_policy: "gone",
};
const LIVEKIT_UNKNOWN = { livekit_inbound_trunk: "unknown", livekit_dispatch_rule: "unknown" };
const DELETE_TRUNK = "/twirp/livekit.SIP/DeleteSIPTrunk";

type AnyFault = { kind: Fault["kind"] } & Record<string, unknown>;

/** LiveKit as a whole gives no useful answer. */
const SILENT: { name: string; fault: AnyFault; cause: string; says: string }[] = [
  {
    name: "case 34: a LiveKit that breaks the connection cannot be told from; Twilio is cleaned up and shown",
    fault: { kind: "reset" },
    cause: "unavailable",
    says: "LiveKit could not be reached",
  },
  {
    name: "case 34: a LiveKit that does not answer in time cannot be told from; Twilio is cleaned up and shown",
    fault: { kind: "hang" },
    cause: "timeout",
    says: "LiveKit did not answer in time",
  },
  {
    name: "case 35: a key without the SIP grant is told as LiveKit's credentials, not as Twilio's",
    fault: { kind: "answer", status: 401, body: { code: "unauthenticated", msg: "permissions denied" } },
    cause: "credentials",
    says: "LiveKit rejected the credentials for 127.0.0.1",
  },
  {
    name: "case 35: a revoked key or a clock that is off (401 in plain text) is told the same way",
    fault: { kind: "answer", status: 401, body: "invalid token", contentType: "text/plain" },
    cause: "credentials",
    says: "LiveKit rejected the credentials for 127.0.0.1",
  },
  {
    name: "case 42: a LiveKit server without its Redis is an outage: cannot tell, try later",
    fault: {
      kind: "answer",
      status: 500,
      body: { code: "internal", msg: "sip not connected (redis required)" },
    },
    cause: "unavailable",
    says: "LiveKit could not be reached, or answered with an error of its own",
  },
  {
    name: "case 43: a LiveKit that stays at its limit is given up: cannot tell",
    fault: { kind: "answer", status: 429, body: { code: "resource_exhausted", msg: "rate limit" } },
    cause: "rate_limited",
    says: 'LiveKit is answering "too many requests"',
  },
  {
    name: "case 44: an answer of a proxy that is no JSON proves nothing",
    fault: { kind: "answer", status: 404, body: "<html>no such page</html>" },
    cause: "unexpected",
    says: "LiveKit gave an answer that Lineman does not know",
  },
];

describe("a LiveKit that gives no answer to rely on", () => {
  for (const { name, fault, cause, says } of SILENT)
    it(name, async () => {
      const world = catalogue();
      // Only what hangs: a call that is slow because the machine is must not pass for it.
      if (fault.kind === "hang") world.reins.longestCallMs = 250;
      const { id, owned } = await world.number();
      cleanUpByHand(world, owned, [owned.trunk, owned.credentialList, owned.addressList, owned.policy]);
      world.livekit.faults.add({ ...fault, path: "/" } as Fault);
      expect(await world.remove(id)).toMatchObject({
        outcome: "corrupted",
        number: { corruptionCause: cause },
      });
      expect(await world.states(id)).toMatchObject({ ...TWILIO_GONE, ...LIVEKIT_UNKNOWN });
      expect(world.livekitCalls("Delete")).toEqual([]);
      const alert = await world.alert(id);
      expect(alert).toContain(says);
      expect(alert).toMatch(/SIP trunk\* `TK\w+` · \*gone\* · removed by Lineman/);
      const { detail } = await world.resource(id, "livekit_dispatch_rule");
      expect(
        (await world.json(id)).external_resources.find(({ kind }) => kind === "livekit_dispatch_rule"),
      ).toMatchObject({ state: "unknown", detail });
    });

  it("case 34: a LiveKit that cannot be reached at all leaves Twilio's results standing", async () => {
    const world = catalogue();
    const { id } = await world.number();
    await world.livekit.close();
    expect(await world.remove(id)).toMatchObject({ number: { corruptionCause: "unavailable" } });
    expect(await world.states(id)).toMatchObject({ ...TWILIO_GONE, ...LIVEKIT_UNKNOWN });
    expect((await world.resource(id, "livekit_inbound_trunk")).detail).toBe(
      "LiveKit could not be reached (ECONNREFUSED)",
    );
  });

  it("case 35: a key that was really revoked is refused by the server, and nothing counts as gone", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    cleanUpByHand(world, owned);
    world.livekit.rotateKey("APIother", "another-livekit-secret-0123456789abcdef");
    expect(await world.remove(id)).toMatchObject({ number: { corruptionCause: "credentials" } });
    expect(await world.states(id)).toMatchObject({ ...TWILIO_GONE, ...LIVEKIT_UNKNOWN });
  });

  it("case 42: when its Redis is back within the budget, all is removed", async () => {
    const world = catalogue();
    const { id } = await world.number();
    world.livekit.setRedisConnected(false);
    world.clock.onPause = () => world.livekit.setRedisConnected(true);
    expect(await world.remove(id)).toEqual({ outcome: "removed" });
    expect(world.clock.pauses.length).toBeGreaterThan(0);
  });

  it("case 43: a delete at LiveKit's limit waits and is tried again", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    const body = { code: "resource_exhausted", msg: "rate limit" };
    world.livekit.faults.add({ kind: "answer", path: DELETE_TRUNK, status: 429, body, times: 2 });
    expect(await world.remove(id)).toEqual({ outcome: "removed" });
    expect(world.clock.pauses).toHaveLength(2);
    expect(world.livekit.has(owned.inbound)).toBe(false);
  });
});
