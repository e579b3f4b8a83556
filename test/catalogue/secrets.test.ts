import { inspect } from "node:util";
import { expect, it } from "vitest";
import type { Fault } from "../../standins/faults.ts";
import { ACCOUNT, type Catalogue, LIVEKIT_KEY, useCatalogue } from "../support/catalogue-harness.ts";

const catalogue = useCatalogue();
const BASIC = Buffer.from(`${ACCOUNT.sid}:${ACCOUNT.authToken}`).toString("base64");
const SECRETS = [ACCOUNT.authToken, BASIC, LIVEKIT_KEY.apiSecret];
/** What a chatty proxy may send back: the request as it got it. */
const TWILIO_ECHO = `Authorization: Basic ${BASIC}, token ${ACCOUNT.authToken}`;
const LIVEKIT_ECHO = `Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJBUEkifQ.c2ln, secret ${LIVEKIT_KEY.apiSecret}`;

type AnyFault = { kind: Fault["kind"] } & Record<string, unknown>;
const FAILURES: { name: string; fault: (said: string, code: string | number) => AnyFault }[] = [
  {
    name: "case 46: a broken connection, whose error holds the whole request, leaks no secret",
    fault: () => ({ kind: "reset" }),
  },
  {
    name: "case 46: a timeout, whose error holds the whole request, leaks no secret",
    fault: () => ({ kind: "hang" }),
  },
  {
    name: "case 46: a refusal that quotes the credentials leaks no secret",
    fault: (said, code) => ({ kind: "answer", status: 400, body: { code, message: said, msg: said } }),
  },
  {
    name: "case 46: an outage that quotes the credentials leaks no secret",
    fault: (said, code) => ({
      kind: "answer",
      status: 500,
      body: { code, message: said, msg: said, more_info: said },
    }),
  },
  {
    name: "case 46: a web page that quotes the credentials leaks no secret",
    fault: (said) => ({ kind: "answer", status: 404, body: `<html>${said}</html>` }),
  },
  {
    name: "case 46: an RFC 9457 answer that quotes the credentials leaks no secret",
    fault: (said, code) => ({
      kind: "answer",
      status: 403,
      body: { type: "about:blank", title: said, detail: said, status: 403, code },
    }),
  },
];

for (const { name, fault } of FAILURES)
  it(name, async () => {
    const world = catalogue();
    world.reins.longestCallMs = 250;
    const { id } = await world.number();
    const atTwilio = fault(TWILIO_ECHO, 20001);
    world.twilio.faults.add({ ...atTwilio, method: "DELETE", path: "/", times: 1 } as Fault);
    world.twilio.faults.add({ ...atTwilio, method: "GET", path: "/v1/ConnectionPolicies" } as Fault);
    const atLivekit = fault(LIVEKIT_ECHO, "invalid_argument");
    world.livekit.faults.add({ ...atLivekit, path: "/twirp/livekit.SIP/Delete" } as Fault);
    const outcome = await world.remove(id);
    expect(outcome.outcome).toBe("corrupted");
    const shown = [
      inspect(outcome, { depth: Number.POSITIVE_INFINITY, showHidden: true }),
      await world.alert(id),
      JSON.stringify(await world.json(id)),
      await everyRow(world),
    ];
    for (const writing of shown) for (const secret of SECRETS) expect(writing).not.toContain(secret);
    for (const writing of shown) expect(writing).not.toMatch(/(Basic|Bearer) [A-Za-z0-9+/=]{8}|eyJ/);
  });

it("case 46: what an account's own answer holds (its auth token) is not kept anywhere", async () => {
  const world = catalogue();
  const { id } = await world.number();
  await world.corrupt(id);
  expect(world.twilioCalls(`GET /2010-04-01/Accounts/${ACCOUNT.sid}.json`)).toHaveLength(1);
  expect(await everyRow(world)).not.toContain(ACCOUNT.authToken);
});

/** Every row of every table, as text. */
async function everyRow({ pool }: Catalogue): Promise<string> {
  const tables = await pool.query<{ name: string }>(
    "select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')",
  );
  const rows = await Promise.all(
    tables.rows.map(({ name }) => pool.query<{ row: string }>(`select t::text as row from ${name} t`)),
  );
  const texts = rows.flatMap((result) => result.rows.map(({ row }) => row));
  expect(texts.length).toBeGreaterThan(10);
  return texts.join("\n");
}
