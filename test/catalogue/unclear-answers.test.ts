import { describe, expect, it } from "vitest";
import type { Fault } from "../../standins/faults.ts";
import { ACCOUNT, useCatalogue } from "../support/catalogue-harness.ts";
import { cleanUpByHand } from "../support/catalogue-seeds.ts";

const catalogue = useCatalogue();
const HTML = "<html><body>404 Not Found</body></html>";
const OTHER = `TK${"0".repeat(32)}`;

/** Answers about the trunk that are not "it does not exist", however much they look like it. */
const ANSWERS: {
  name: string;
  answer: Pick<Extract<Fault, { kind: "answer" }>, "status" | "body" | "headers">;
  says: string;
}[] = [
  {
    name: "case 08: a 404 as a web page is no proof that the trunk is gone",
    answer: { status: 404, body: HTML },
    says: "HTTP 404",
  },
  {
    name: "case 08: a 404 with another code is no proof that the trunk is gone",
    answer: { status: 404, body: { code: 20001, message: "no" } },
    says: "error 20001",
  },
  {
    name: "case 08: a 404 without any body is no proof that the trunk is gone",
    answer: { status: 404 },
    says: "HTTP 404",
  },
  {
    name: "case 08: a 404 whose code is only a text is no proof that the trunk is gone",
    answer: { status: 404, body: { code: "20404" } },
    says: "HTTP 404",
  },
  {
    name: "case 09: a redirect to a login page is no proof that the trunk is gone",
    answer: { status: 302, headers: { location: "/login" } },
    says: "HTTP 302",
  },
  {
    name: "case 09: a redirect with a page that looks like a trunk is no proof either",
    answer: { status: 302, body: { sid: OTHER } },
    says: "HTTP 302",
  },
  {
    name: "case 10: an answer about another trunk tells nothing of ours",
    answer: { status: 200, body: { sid: OTHER } },
    says: "answered without it",
  },
  {
    name: "case 10: an answer without an id tells nothing",
    answer: { status: 200, body: { meta: {}, trunks: [] } },
    says: "answered without it",
  },
  {
    name: "case 10: a web page instead of an answer tells nothing",
    answer: { status: 200, body: HTML },
    says: "could not be read",
  },
];

describe("an answer that proves nothing", () => {
  for (const { name, answer, says } of ANSWERS)
    it(name, async () => {
      const world = catalogue();
      const { id, owned } = await world.number();
      cleanUpByHand(world, owned);
      world.twilio.faults.add({
        kind: "answer",
        method: "GET",
        path: `^/v1/Trunks/${owned.trunk}$`,
        ...answer,
      });
      expect(await world.remove(id)).toMatchObject({
        outcome: "corrupted",
        number: { corruptionCause: "unexpected" },
      });
      const trunk = await world.resource(id, "twilio_sip_trunk");
      expect(trunk).toMatchObject({ state: "unknown", cause: "unexpected" });
      expect(trunk.detail).toContain(says);
      expect(world.twilioCalls("/login")).toEqual([]);
      expect(world.changes()).toEqual([]);
      const alert = await world.alert(id);
      expect(alert).toContain("Twilio gave an answer that Lineman does not know");
      expect(alert).toContain(`SIP trunk* \`${owned.trunk}\`\n*cannot tell*`);
      expect(alert).toContain(says);
    });

  it("case 08: a wrong base address, where everything is a 404 page, proves nothing of anything", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    cleanUpByHand(world, owned);
    world.twilio.faults.add({ kind: "answer", path: "/", status: 404, body: HTML });
    expect(await world.remove(id)).toMatchObject({ number: { corruptionCause: "unexpected" } });
    expect(Object.values(await world.states(id))).toEqual([...Array(6).fill("unknown"), "gone", "gone"]);
    expect(world.twilioCalls()).toHaveLength(1);
  });
});

/** Twilio does not say whether the delete was carried out. `applied`: it was. */
const LOST: { name: string; fault: Partial<Fault> & { kind: Fault["kind"] }; applied: boolean }[] = [
  {
    name: "case 13: a delete that Twilio answers with 500 is asked again",
    fault: { kind: "answer", status: 500, body: { code: 20500, message: "oops" } },
    applied: false,
  },
  {
    name: "case 13: a delete that Twilio answers with 503 is asked again",
    fault: { kind: "answer", status: 503, body: { code: 20503, message: "busy" } },
    applied: false,
  },
  {
    name: "case 13: a delete that a proxy answers with a 502 page is asked again",
    fault: { kind: "answer", status: 502, body: "<html>Bad Gateway</html>" },
    applied: false,
  },
  {
    name: "case 13: a delete that was carried out and answered with 500 is found done",
    fault: { kind: "applied_then_answer", status: 500, body: { code: 20500, message: "oops" } },
    applied: true,
  },
  {
    name: "case 13: a delete that was carried out behind a 502 page is found done",
    fault: { kind: "applied_then_answer", status: 502, body: "<html>Bad Gateway</html>" },
    applied: true,
  },
  {
    name: "case 14: a connection that breaks before the delete is carried out is tried again",
    fault: { kind: "reset" },
    applied: false,
  },
  {
    name: "case 14: a connection that breaks after the delete was carried out is found done",
    fault: { kind: "applied_then_reset" },
    applied: true,
  },
  {
    name: "case 14: a delete whose answer comes too late is found done",
    fault: { kind: "applied_then_answer", status: 204, delayMs: 900 },
    applied: true,
  },
];

describe("a delete whose answer says nothing", () => {
  for (const { name, fault, applied } of LOST)
    it(name, async () => {
      const world = catalogue();
      world.reins.longestCallMs = 600;
      const { id, owned } = await world.number();
      const path = `^/v1/Trunks/${owned.trunk}$`;
      world.twilio.faults.add({ ...fault, method: "DELETE", path, times: 1 } as Fault);
      expect(await world.remove(id)).toEqual({ outcome: "removed" });
      const deletes = world.twilio.calls.filter(
        ({ method, path: at }) => method === "DELETE" && at === `/v1/Trunks/${owned.trunk}`,
      );
      expect(deletes.map(({ status }) => status).at(-1)).toBe(applied ? 404 : 204);
      expect(deletes).toHaveLength(2);
      expect((await world.resource(id, "twilio_sip_trunk")).state).toBe("gone");
      expect(world.clock.pauses.length).toBeGreaterThan(0);
    });

  it("case 13: an outage that outlasts the budget leaves the number corrupted, with what is left named", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    world.twilio.faults.add({ kind: "answer", method: "DELETE", path: "/v1/", status: 503, body: "busy" });
    expect(await world.remove(id)).toMatchObject({ number: { corruptionCause: "unavailable" } });
    expect(world.clock.pauses.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(20_000);
    expect(await world.states(id)).toMatchObject({
      twilio_sip_trunk: "present",
      twilio_trunk_number: "present",
    });
    expect(world.twilio.has(owned.trunk)).toBe(true);
    expect(await world.alert(id)).toContain(
      "Twilio could not be reached, or answered with an error of its own",
    );
  });

  it("case 14: what cannot be looked at after a lost answer is not told as gone", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    const path = `^/v1/Trunks/${owned.trunk}$`;
    world.twilio.faults.add({ kind: "applied_then_reset", method: "DELETE", path });
    world.twilio.faults.add({ kind: "reset", method: "GET", path, skip: 1 });
    expect(await world.remove(id)).toMatchObject({ number: { corruptionCause: "unavailable" } });
    expect(await world.resource(id, "twilio_sip_trunk")).toMatchObject({
      state: "unknown",
      detail: expect.stringContaining("Twilio could not be reached (ECONNRESET)"),
    });
  });
});

describe("too many requests", () => {
  const body = { code: 20429, message: "Too Many Requests", status: 429 };

  it("case 12: a busy Twilio is asked again after a growing pause, and then all is removed", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    const path = `^/v1/Trunks/${owned.trunk}$`;
    world.twilio.faults.add({ kind: "answer", method: "DELETE", path, status: 429, body, times: 3 });
    expect(await world.remove(id)).toEqual({ outcome: "removed" });
    const [first = 0, second = 0, third = 0] = world.clock.pauses;
    expect(first).toBeGreaterThan(0);
    expect(second).toBeGreaterThan(first);
    expect(third).toBeGreaterThan(second);
  });

  it("case 12: the wait that Twilio asks for is kept", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    const path = `^/v1/Trunks/${owned.trunk}$`;
    world.twilio.faults.add({
      kind: "answer",
      method: "DELETE",
      path,
      status: 429,
      body,
      times: 1,
      headers: { "retry-after": "7" },
    });
    expect(await world.remove(id)).toEqual({ outcome: "removed" });
    expect(world.clock.pauses).toEqual([7_000]);
  });

  it("case 12: a Twilio that stays busy is given up after limited tries: still there, or cannot tell, never gone", async () => {
    const world = catalogue();
    const { id } = await world.number();
    world.twilio.faults.add({ kind: "answer", path: "/v1/", status: 429, body });
    expect(await world.remove(id)).toMatchObject({ number: { corruptionCause: "rate_limited" } });
    expect(world.twilio.calls.length).toBeLessThan(60);
    expect(await world.states(id)).toMatchObject({
      twilio_sip_trunk: "unknown",
      twilio_connection_policy: "unknown",
    });
    expect(world.twilio.resources(ACCOUNT.sid)).toHaveLength(6);
    const alert = await world.alert(id);
    expect(alert).toContain('Twilio is answering "too many requests"');
    expect(alert).toContain("errors/20429|20429");
  });
});
