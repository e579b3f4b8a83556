import { describe, expect, it } from "vitest";
import { withLookAlikes } from "../../src/domain/look-alike.ts";
import { applySighting } from "../../src/domain/proof.ts";
import { aResource, NOW, PLACE, sid } from "../support/factories.ts";

const OTHER = sid("TK", "b");
const gone = aResource("twilio_sip_trunk", { state: "gone", lastSeenName: "support" });
const trunk = (id: string, name = "support") => ({ kind: "twilio_sip_trunk", sid: id, name }) as const;

describe("another resource with the name of one that is gone", () => {
  it("is told beside what else is news, and changes nothing else", () => {
    const told = withLookAlikes({ ...gone, detail: "moved" }, [trunk(OTHER)], []);
    expect(told).toEqual({
      ...gone,
      detail: `moved; another SIP trunk with the same name is there: ${OTHER}; it is not the recorded one and is left alone`,
    });
  });

  it("is counted where there are many, each once", () => {
    const ids = ["TK1", "TK2", "TK3", "TK4", "TK4"];
    expect(
      withLookAlikes(
        gone,
        ids.map((id) => trunk(id)),
        [],
      ).detail,
    ).toBe(
      "4 others with the same name are there: TK1, TK2 and 2 more; they are not the recorded one and are left alone",
    );
  });

  it("is none of another kind or name, not the gone one itself, and not what the number records too", () => {
    const list = { kind: "twilio_credential_list", sid: sid("CL", "b"), name: "support" } as const;
    const named = [list, trunk(OTHER, "support 2"), trunk(gone.sid), trunk("TKown")];
    expect(withLookAlikes(gone, named, [gone, trunk("TKown")])).toEqual(gone);
  });

  it.each(["present", "kept", "unknown"] as const)("is nothing to tell of one that is %s", (state) => {
    const resource = { ...gone, state };
    expect(withLookAlikes(resource, [trunk(OTHER)], [])).toEqual(resource);
  });

  it("cannot be told where the name was never learnt", () => {
    const nameless = { ...gone, lastSeenName: null };
    expect(withLookAlikes(nameless, [trunk(OTHER, "")], [])).toEqual(nameless);
  });
});

describe("the name of a resource", () => {
  const context = { premise: { holds: true, evidence: "" }, place: PLACE, sharing: null, at: NOW } as const;
  const called = (name?: string) =>
    applySighting(
      aResource("twilio_sip_trunk", { lastSeenName: "before" }),
      { seen: "present", how: "", requestId: null, ...(name === undefined ? {} : { name }) },
      context,
    ).lastSeenName;

  it("is what it was called last, and stays where a look does not tell", () => {
    expect(called("after")).toBe("after");
    expect(called("")).toBe("before");
    expect(called()).toBe("before");
    const absent = { seen: "absent", how: "", providerCode: null, requestId: null } as const;
    const lost = applySighting(aResource("twilio_sip_trunk", { lastSeenName: "before" }), absent, context);
    expect(lost).toMatchObject({ state: "gone", lastSeenName: "before" });
  });

  it("is cut between characters where it is endless", () => {
    expect(called("😀".repeat(500))).toBe("😀".repeat(200));
  });
});
