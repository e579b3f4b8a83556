import type { Twilio } from "twilio";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { newSid } from "../../standins/twilio/sids.ts";
import { createTwilioStandin, type TwilioStandin } from "../../standins/twilio/twilio-standin.ts";
import { twilioClientAt } from "../support/twilio-client.ts";

const ACCOUNT = newSid("AC");
let standin: TwilioStandin;
let client: Twilio;
let trunk: string;

beforeEach(async () => {
  standin = await createTwilioStandin({ accounts: [{ sid: ACCOUNT, authToken: "token" }] });
  client = twilioClientAt(standin.url, ACCOUNT, "token", 400);
  trunk = standin.seed.trunk(ACCOUNT);
});
afterEach(() => standin.close());

const fetchTrunk = () => client.trunking.v1.trunks(trunk).fetch();
const removeTrunk = () => client.trunking.v1.trunks(trunk).remove();

async function post(path: string, form: Record<string, string>) {
  const answer = await fetch(`${standin.url}${path}`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${ACCOUNT}:token`)}` },
    body: new URLSearchParams(form),
  });
  return { status: answer.status, body: (await answer.json()) as { code: number } };
}

describe("strictness", () => {
  test.each([
    ["an unknown parameter", { FriendlyName: "x", Colour: "red" }, "Unknown parameter Colour"],
    ["a malformed boolean", { Secure: "yes" }, "Invalid value for parameter Secure"],
    ["an unknown word", { TransferMode: "sometimes" }, "Invalid value for parameter TransferMode"],
  ])("refuses %s", async (_, form, message) => {
    const answer = await post("/v1/Trunks", form);
    expect(answer).toEqual({
      status: 400,
      body: { code: 20001, message, more_info: "https://www.twilio.com/docs/errors/20001", status: 400 },
    });
  });

  test("refuses a missing parameter and a SID of the wrong kind", async () => {
    const missing = await post(`/v1/Trunks/${trunk}/CredentialLists`, {});
    const wrong = await post(`/v1/Trunks/${trunk}/CredentialLists`, { CredentialListSid: newSid("AL") });
    expect([missing.body.code, wrong.body.code]).toEqual([20001, 20001]);
    expect(standin.resources(ACCOUNT)).toHaveLength(1);
  });

  test("an operation that Twilio does not have is a loud 501, never a 404", async () => {
    await expect(client.trunking.v1.trunks("").remove()).rejects.toMatchObject({ status: 501 });
    expect(standin.violations).toMatchObject([{ method: "DELETE", path: "/v1/Trunks" }]);
    expect(standin.has(trunk)).toBe(true);
  });

  test("a malformed SID in a path is a 400 and a violation, never a 404", async () => {
    await expect(client.trunking.v1.trunks("TK123").fetch()).rejects.toMatchObject({
      status: 400,
      code: 20001,
    });
    await expect(client.trunking.v1.trunks(trunk.toUpperCase()).fetch()).rejects.toMatchObject({
      status: 400,
    });
    expect(standin.violations).toHaveLength(2);
  });

  test("answers carry a request id and the account's load, records carry no secrets", async () => {
    const { headers } = await client.trunking.v1.trunks(trunk).fetchWithHttpInfo();
    expect(headers).toMatchObject({
      "twilio-request-id": expect.stringMatching(/^RQ[0-9a-f]{32}$/),
      "twilio-concurrent-requests": "1",
    });
    expect(standin.calls).toMatchObject([
      { method: "GET", path: `/v1/Trunks/${trunk}`, status: 200, body: "" },
    ]);
    expect(standin.calls[0]?.headers["authorization"]).toBe("Basic [hidden]");
  });
});

test("the number filter matches parts of a number, as Twilio documents it", async () => {
  const [short, long] = [
    standin.seed.phoneNumber(ACCOUNT, "+4415155500"),
    standin.seed.phoneNumber(ACCOUNT, "+44151555009"),
  ];
  const { incomingPhoneNumbers } = client.api.v2010.accounts(ACCOUNT);
  const found = async (phoneNumber: string) =>
    (await incomingPhoneNumbers.list({ phoneNumber })).map((number) => number.sid);
  expect((await found("+4415155500")).sort()).toEqual([short, long].sort());
  expect(await found("+4415155500*")).toEqual([long]);
  expect(await found("+19999999999")).toEqual([]);
});

describe("faults", () => {
  test("a reset before the effect leaves the trunk, a reset after it does not", async () => {
    standin.faults.add({ kind: "reset", method: "DELETE", times: 1 });
    await expect(removeTrunk()).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(standin.has(trunk)).toBe(true);
    standin.faults.add({ kind: "applied_then_reset", method: "DELETE", times: 1 });
    await expect(removeTrunk()).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(standin.has(trunk)).toBe(false);
    await expect(removeTrunk()).rejects.toMatchObject({ status: 404, code: 20404 });
    expect(standin.calls.map((call) => call.status)).toEqual([null, null, 404]);
  });

  test("a delete can be applied and still answer 500", async () => {
    const body = { code: 20500, message: "Internal Server Error", more_info: "", status: 500 };
    standin.faults.add({ kind: "applied_then_answer", method: "DELETE", status: 500, body });
    await expect(removeTrunk()).rejects.toMatchObject({ status: 500, code: 20500 });
    expect(standin.has(trunk)).toBe(false);
  });

  test("a fault strikes as often as told, after the requests it was told to spare", async () => {
    const body = { code: 20429, message: "Too Many Requests", more_info: "", status: 429 };
    const fault = standin.faults.add({
      kind: "answer",
      path: "^/v1/Trunks/TK",
      skip: 1,
      times: 2,
      status: 429,
      body,
    });
    const codes: unknown[] = [];
    for (let call = 0; call < 4; call += 1) {
      codes.push(
        await fetchTrunk().then(
          () => 200,
          (error) => error.code,
        ),
      );
    }
    expect(codes).toEqual([200, 20429, 20429, 200]);
    expect(fault.hits()).toBe(2);
  });

  test("a hanging request times out at the client and does not keep the stand-in from closing", async () => {
    standin.faults.add({ kind: "hang" });
    await expect(fetchTrunk()).rejects.toMatchObject({ code: "ECONNABORTED" });
    const hanging = fetch(`${standin.url}/v1/Trunks`);
    const ended = expect(hanging).rejects.toThrow("fetch failed");
    await standin.close();
    await ended;
  });

  test("a slow answer is still the right one", async () => {
    standin.faults.add({ kind: "delay", delayMs: 120, times: 1 });
    const start = performance.now();
    expect((await fetchTrunk()).sid).toBe(trunk);
    expect(performance.now() - start).toBeGreaterThan(100);
  });

  test("a page of HTML from a proxy has no Twilio code", async () => {
    standin.faults.add({ kind: "answer", status: 404, body: "<h1>Not Found</h1>" });
    const error = await fetchTrunk().catch((thrown) => thrown);
    expect([error.status, error.code]).toEqual([404, undefined]);
  });

  test("other processes can break it, look at it and clean up by hand over HTTP", async () => {
    const control = (method: string, path: string, body?: unknown) =>
      fetch(`${standin.url}${path}`, { method, body: body === undefined ? null : JSON.stringify(body) });
    const fault = { kind: "answer", path: "/v1/Trunks", status: 503, body: { code: 20503 } };
    expect((await control("POST", "/__faults", fault)).status).toBe(201);
    await expect(fetchTrunk()).rejects.toMatchObject({ status: 503, code: 20503 });
    expect(await (await control("GET", "/__faults")).json()).toMatchObject([{ hits: 1 }]);
    await control("DELETE", "/__faults");
    expect((await fetchTrunk()).sid).toBe(trunk);
    expect(await (await control("GET", "/__calls")).json()).toMatchObject([{ status: 503 }, { status: 200 }]);
    expect(await (await control("GET", "/__state")).json()).toMatchObject({ resources: [{ sid: trunk }] });
    await control("POST", `/__accounts/${ACCOUNT}`, { authToken: "other" });
    await expect(fetchTrunk()).rejects.toMatchObject({ status: 401 });
    expect((await control("DELETE", `/__state/${trunk}`)).status).toBe(204);
    expect(standin.has(trunk)).toBe(false);
    const refused = await control("POST", "/__faults", { kind: "explode" });
    expect(refused.status).toBe(422);
  });
});
