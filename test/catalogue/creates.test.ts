import { describe, expect, it } from "vitest";
import { aRequest, failureOf, idOf, trunks } from "../support/catalogue-creates.ts";
import { ACCOUNT, PLATFORM, useCatalogue } from "../support/catalogue-harness.ts";

const catalogue = useCatalogue();
const TRUNKS = "^/v1/Trunks$";

describe("a create that fails on the way", () => {
  it("case 17: what was made before the failing step is taken down again, last first, and the record goes", async () => {
    const world = catalogue();
    const { request, number } = aRequest(world, { supportsOutbound: true });
    const body = { code: 21239, message: "too many lists", status: 400 };
    world.twilio.faults.add({
      kind: "answer",
      method: "POST",
      path: "SIP/CredentialLists.json$",
      status: 400,
      body,
    });
    const outcome = await world.operations.createNumber(request, PLATFORM);
    expect(outcome).toMatchObject({ outcome: "failed", left: null });
    expect(failureOf(outcome)).toContain("the credential list at Twilio could not be made");
    expect(failureOf(outcome)).toContain("21239");
    expect(failureOf(outcome)).toContain("Everything that was made before has been taken down again.");
    const [trunkPath, urlPath] = world
      .changes()
      .filter((call) => call.startsWith("DELETE"))
      .reverse();
    expect(trunkPath).toMatch(/\/Trunks\/TK\w+$/);
    expect(urlPath).toMatch(/\/OriginationUrls\/OU\w+$/);
    expect(world.twilio.resources(ACCOUNT.sid).map(({ sid }) => sid)).toEqual([number]);
    expect(world.livekitCalls("Create")).toEqual([]);
  });

  it("case 17: where taking down fails too the number stays, corrupted, with the exact list of what exists", async () => {
    const world = catalogue();
    const { request } = aRequest(world, { supportsOutbound: true });
    const full = { code: 21240, message: "validation failed", status: 400 };
    world.twilio.faults.add({
      kind: "answer",
      method: "POST",
      path: "SIP/CredentialLists.json$",
      status: 400,
      body: full,
    });
    const forbidden = { code: 20403, message: "Forbidden", status: 403 };
    world.twilio.faults.add({
      kind: "answer",
      method: "DELETE",
      path: "^/v1/Trunks/TK\\w+$",
      status: 403,
      body: forbidden,
    });
    const outcome = await world.operations.createNumber(request, PLATFORM);
    const id = idOf(outcome);
    expect(failureOf(outcome)).toContain("Not everything that was made could be taken down again.");
    expect(await world.status(id)).toBe("corrupted");
    const json = await world.json(id);
    const left = json.external_resources.filter(({ state }) => state !== "gone");
    expect(left.map(({ sid }) => sid)).toEqual(trunks(world).map(({ sid }) => sid));
    expect(await world.alert(id)).toContain(`SIP trunk* \`${trunks(world)[0]?.sid}\`\n*still there*`);
  });

  it("case 18: a termination domain that is taken is replaced by another one", async () => {
    const world = catalogue();
    const { request } = aRequest(world, { supportsOutbound: true });
    const body = { code: 21248, message: "Domain name is already taken", status: 400 };
    world.twilio.faults.add({ kind: "answer", method: "POST", path: TRUNKS, status: 400, body, times: 1 });
    const outcome = await world.operations.createNumber(request, PLATFORM);
    expect(outcome.outcome).toBe("created");
    const asked = world.twilio.calls
      .filter(({ method, path }) => method === "POST" && path === "/v1/Trunks")
      .map(({ body: form }) => new URLSearchParams(form).get("DomainName"));
    expect(asked).toHaveLength(2);
    expect(new Set(asked).size).toBe(2);
    for (const domain of asked) expect(domain).toMatch(/^lm-[0-9a-f]+\.pstn\.twilio\.com$/);
  });

  it("case 18: where every domain is taken it is given up after three, told, and nothing is left", async () => {
    const world = catalogue();
    const { request, number } = aRequest(world, { supportsOutbound: true });
    const body = { code: 21248, message: "Domain name is already taken", status: 400 };
    world.twilio.faults.add({ kind: "answer", method: "POST", path: TRUNKS, status: 400, body });
    const outcome = await world.operations.createNumber(request, PLATFORM);
    expect(failureOf(outcome)).toContain("Domain name is already taken");
    expect(world.twilioCalls("POST /v1/Trunks")).toHaveLength(3);
    expect(world.twilio.resources(ACCOUNT.sid).map(({ sid }) => sid)).toEqual([number]);
  });

  it("case 19: a link that exists already (21245) is read, and counts as made where it is ours", async () => {
    const world = catalogue();
    const { request } = aRequest(world, { supportsOutbound: true });
    const body = { code: 21245, message: "already associated with this trunk", status: 400 };
    const path = "^/v1/Trunks/TK\\w+/CredentialLists$";
    world.twilio.faults.add({ kind: "applied_then_answer", method: "POST", path, status: 400, body });
    const outcome = await world.operations.createNumber(request, PLATFORM);
    expect(outcome.outcome).toBe("created");
    const { twilio_trunk_sid: trunk, twilio_credential_list_sids: lists } = await world.json(idOf(outcome));
    expect(world.twilio.isLinked(trunk ?? "", lists[0] ?? "")).toBe(true);
    expect(
      world.twilio.calls.filter(({ method, path: at }) => method === "POST" && new RegExp(path).test(at)),
    ).toHaveLength(1);
    expect(world.twilioCalls(`GET /v1/Trunks/${trunk}/CredentialLists`)).toHaveLength(1);
  });

  it("case 19: the same refusal without the link is a failure: everything is taken down again", async () => {
    const world = catalogue();
    const { request, number } = aRequest(world, { supportsOutbound: true });
    const body = { code: 21245, message: "trunk validation failed", status: 400 };
    const path = "^/v1/Trunks/TK\\w+/CredentialLists$";
    world.twilio.faults.add({ kind: "answer", method: "POST", path, status: 400, body });
    expect(failureOf(await world.operations.createNumber(request, PLATFORM))).toContain("21245");
    expect(world.twilio.resources(ACCOUNT.sid).map(({ sid }) => sid)).toEqual([number]);
  });

  it("case 40: an old LiveKit trunk for the same number is named and left alone; what was made is taken down", async () => {
    const world = catalogue();
    const { request, number } = aRequest(world);
    const old = world.livekit.seed.inboundTrunk({ numbers: [request.phoneNumber] });
    const outcome = await world.operations.createNumber(request, PLATFORM);
    expect(outcome).toMatchObject({ outcome: "failed", left: null });
    expect(failureOf(outcome)).toContain("the inbound trunk at LiveKit could not be made");
    expect(failureOf(outcome)).toContain(old);
    expect(world.livekit.has(old)).toBe(true);
    expect(world.livekitCalls("Delete")).toEqual([]);
    expect(world.twilio.resources(ACCOUNT.sid).map(({ sid }) => sid)).toEqual([number]);
  });

  it("case 31: a trunk that Twilio does not show yet right after its create is waited for, not given up", async () => {
    const world = catalogue();
    const { request } = aRequest(world);
    const body = { code: 20404, message: "not found", status: 404 };
    const path = "^/v1/Trunks/TK\\w+/OriginationUrls$";
    world.twilio.faults.add({ kind: "answer", method: "POST", path, status: 404, body, times: 2 });
    const outcome = await world.operations.createNumber(request, PLATFORM);
    expect(outcome.outcome).toBe("created");
    expect(world.clock.pauses.length).toBeGreaterThanOrEqual(2);
    expect(trunks(world)).toHaveLength(1);
  });
});

describe("a create whose answer was lost", () => {
  it("case 15: a trunk that was made although its answer was lost is found by its name and adopted", async () => {
    const world = catalogue();
    const { request } = aRequest(world);
    world.twilio.faults.add({ kind: "applied_then_reset", method: "POST", path: TRUNKS });
    const outcome = await world.operations.createNumber(request, PLATFORM);
    expect(outcome.outcome).toBe("created");
    expect(trunks(world)).toHaveLength(1);
    expect(world.twilioCalls("POST /v1/Trunks").filter((call) => call.endsWith("/Trunks"))).toHaveLength(1);
    expect(world.twilioCalls("GET /v1/Trunks")).toContain("GET /v1/Trunks");
    expect(await world.json(idOf(outcome))).toMatchObject({
      status: "active",
      twilio_trunk_sid: trunks(world)[0]?.sid,
    });
  });

  it("case 15: a trunk that exists twice under the name is left to a person, with both ids", async () => {
    const world = catalogue();
    const { request } = aRequest(world);
    world.twilio.faults.add({ kind: "applied_then_reset", method: "POST", path: TRUNKS });
    world.twilio.faults.add({
      kind: "answer",
      method: "GET",
      path: TRUNKS,
      status: 503,
      body: "busy",
      times: 1,
    });
    world.clock.onPause = () => {
      const [only, ...others] = trunks(world);
      if (only && others.length === 0)
        world.twilio.seed.trunk(ACCOUNT.sid, { friendly_name: only.fields["friendly_name"] ?? null });
    };
    const outcome = await world.operations.createNumber(request, PLATFORM);
    expect(world.twilioCalls("POST /v1/Trunks")).toHaveLength(1);
    const id = idOf(outcome);
    expect(await world.status(id)).toBe("corrupted");
    const detail = (await world.json(id)).external_resources.map((resource) => resource.detail).join();
    expect(trunks(world)).toHaveLength(2);
    for (const { sid } of trunks(world)) expect(detail).toContain(sid);
    expect(await world.alert(id)).toContain("the SIP trunk at Twilio exists 2 times (TK");
    expect(world.changes().filter((call) => call.startsWith("DELETE"))).toEqual([]);
  });

  it("case 39: a LiveKit trunk that was made although its answer was lost is found by its name and adopted", async () => {
    const world = catalogue();
    const { request } = aRequest(world);
    world.livekit.faults.add({ kind: "applied_then_reset", path: "CreateSIPInboundTrunk$", times: 1 });
    const outcome = await world.operations.createNumber(request, PLATFORM);
    expect(outcome.outcome).toBe("created");
    expect(world.livekitCalls("CreateSIPInboundTrunk")).toHaveLength(1);
    expect(world.livekit.inboundTrunks()).toHaveLength(1);
  });

  it("case 39: a replayed create that LiveKit refuses as a conflict with itself is adopted too", async () => {
    const world = catalogue();
    const { request } = aRequest(world);
    const body = { code: "invalid_argument", msg: "Conflicting inbound SIP Trunks" };
    const path = "CreateSIPInboundTrunk$";
    world.livekit.faults.add({ kind: "applied_then_answer", path, status: 400, body, times: 1 });
    const outcome = await world.operations.createNumber(request, PLATFORM);
    expect(outcome.outcome).toBe("created");
    expect((await world.json(idOf(outcome))).livekit_trunk_id).toBe(
      world.livekit.inboundTrunks()[0]?.["sip_trunk_id"],
    );
    expect(world.livekitCalls("CreateSIPInboundTrunk")).toHaveLength(1);
  });

  it("case 16: what a process made before it died, without having written the id, is found and taken down", async () => {
    const world = catalogue();
    const { request, number } = aRequest(world);
    world.reins.dieAfterSteps = 1;
    void world.operations.createNumber(request, PLATFORM);
    await world.reins.died;
    expect(trunks(world)).toHaveLength(1);
    const { rows } = await world.pool.query(
      "select name, sid from provision_intents order by id desc limit 1",
    );
    expect(rows).toEqual([{ name: trunks(world)[0]?.fields["friendly_name"], sid: null }]);

    const job = world.jobs.find(({ name }) => name === "resume_provisioning");
    if (job?.name !== "resume_provisioning") throw new Error("no job was enqueued");
    world.clock.advance(120_000);
    expect(await world.replica().resumeProvisioning(job.provisioningId)).toEqual({ done: true });
    expect(world.twilio.resources(ACCOUNT.sid).map(({ sid }) => sid)).toEqual([number]);
    expect(await world.database.numbers.findByPhoneNumber(request.phoneNumber)).toBeNull();
  });
});
