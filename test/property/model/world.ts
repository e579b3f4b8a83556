import type { PhoneNumber } from "../../../src/domain/phone-number.ts";
import { recordedResources } from "../../../src/domain/recorded-resources.ts";
import type { ImportRequest } from "../../../src/operations/operations.ts";
import { aNumber, NOW } from "../../support/factories.ts";
import { createMemoryDatabase, type MemoryDatabase } from "../../support/memory-database.ts";
import { createChance } from "./faults.ts";
import { judgeCommit } from "./invariants.ts";
import { HOST } from "./model-providers.ts";
import { addTrunk, attach, emptyOutside, type OutsideState, takeAway } from "./outside-state.ts";

/** What a column names: something of the number's own, something of a pool that others may name too, or nonsense. */
export type Pick = "none" | "own" | "pool" | "foreign" | "mistyped" | "malformed";

export interface NumberSpec {
  trunk: Pick;
  /** `others`: the id of the first number, recorded by mistake. */
  link: "own" | "none" | "mistyped" | "malformed" | "others";
  /** Whether its trunk really carries it. */
  carried: boolean;
  urls: number;
  credentials: Pick[];
  addresses: Pick[];
  policies: Pick[];
  /** The policy stands in the column of access control lists, as it did for years (telephony.md 1.8). */
  policyFiledAsAddresses: boolean;
  livekitTrunk: Pick;
  /** `self`: its list names this number alone; `beside`: others too; `every`: it is empty. */
  livekitNumbers: "self" | "beside" | "every";
  rule: Pick | "catch_all";
  /** Which of its resources are gone before it is recorded, by place in resource order. */
  goneBefore: number[];
}

export interface WorldSpec {
  seed: number;
  numbers: NumberSpec[];
  /** Who else is in the account: a SIP domain on the pool's lists, a BYOC trunk, a trunk and a rule of somebody else. */
  foreign: { domain: boolean; byoc: boolean; trunk: boolean; rule: boolean; numberOnPool: boolean };
}

export interface World {
  outside: OutsideState;
  database: MemoryDatabase;
  violations: string[];
  ghosts: Map<string, number>;
  clock: { now(): Date; advance(ms: number): void };
  chance(): number;
  uuid(): string;
  /** Another program writes the status by plain SQL. */
  meddle(numberId: number, status: PhoneNumber["status"]): Promise<void>;
  /** How each number is imported. */
  requests: ImportRequest[];
}

const hex = (text: string) => Buffer.from(text.padEnd(16, ".")).toString("hex").slice(0, 32);
export const FOREIGN = {
  trunk: `TK${hex("foreign-trunk")}`,
  number: { sid: `PN${hex("foreign-number")}`, phoneNumber: "+19998887777" },
  rule: "SDR_foreign",
} as const;
const TWILIO_PREFIXES = ["TK", "CL", "AL", "NY", "PN", "OU"];

/** The id that a column names, or null. Mistyped: well formed, and there is nothing of that id. */
function idOf(prefix: string, pick: Pick, own: string): string | null {
  const form = (text: string) =>
    TWILIO_PREFIXES.includes(prefix)
      ? `${prefix}${hex(`${prefix}-${text}`)}`
      : `${prefix}_${text.replaceAll("-", "_")}`;
  switch (pick) {
    case "none":
      return null;
    case "own":
      return form(own);
    case "pool":
      return form("pool");
    case "foreign":
      return prefix === "TK" ? FOREIGN.trunk : form("pool");
    case "mistyped":
      return form(`typo-${own}`);
    case "malformed":
      return `${prefix}-not-an-id`;
  }
}

const exists = (pick: Pick | "catch_all") => pick === "own" || pick === "pool" || pick === "catch_all";

/** Nothing is recorded yet; everything is outside. */
export function createWorld(spec: WorldSpec): World {
  const outside = emptyOutside();
  const chance = createChance(spec.seed);
  let nowMs = NOW.getTime();
  let uuids = 0;
  const violations: string[] = [];
  const now = () => new Date(nowMs);
  const advance = (ms: number) => {
    nowMs += ms;
  };
  const nextUuid = () => {
    uuids += 1;
    return uuids;
  };
  const database = createMemoryDatabase({
    now,
    onCommit: (before, after) => violations.push(...judgeCommit({ outside, ghosts }, before, after)),
  });
  const ghosts = new Map<string, number>();
  const requests = spec.numbers.map((number, index) => build(outside, number, index));
  if (spec.foreign.trunk) {
    attach(outside, FOREIGN.trunk, FOREIGN.number);
    for (const list of [...outside.lists].filter(isPool))
      if (!list.startsWith("NY")) addTrunk(outside, FOREIGN.trunk).lists.add(list);
  }
  const poolTrunk = idOf("TK", "pool", "");
  if (spec.foreign.numberOnPool && poolTrunk !== null && outside.trunks.has(poolTrunk))
    attach(outside, poolTrunk, { sid: `PN${hex("beside")}`, phoneNumber: "+19998880000" });
  for (const list of [...outside.lists].filter(isPool)) {
    if (spec.foreign.domain && !list.startsWith("NY")) outside.uses.set(list, ["SIP domain SD1"]);
    if (spec.foreign.byoc && list.startsWith("NY")) outside.uses.set(list, ["BYOC trunk BY1"]);
  }
  if (spec.foreign.rule && outside.livekitTrunks.has("ST_pool"))
    outside.rules.set(FOREIGN.rule, { trunkIds: ["ST_pool"], numbers: [] });
  return {
    outside,
    database,
    violations,
    ghosts,
    clock: { now, advance },
    chance,
    uuid: () => `00000000-0000-4000-8000-${String(nextUuid()).padStart(12, "0")}`,
    meddle: (id, status) => database.updateByOthers(id, { status, corruptionCause: "platform" }),
    requests,
  };
}

const isPool = (sid: string) => sid.includes(hex(`${sid.slice(0, 2)}-pool`));

/** Sets up outside what one number names, and says how it is imported. */
function build(outside: OutsideState, spec: NumberSpec, index: number): ImportRequest {
  const own = `n${index}`;
  const phoneNumber = `+1415555000${index}`;
  const pn = `PN${hex(`PN-${own}`)}`;
  const trunkSid = idOf("TK", spec.trunk, own);
  const sidsOf = (prefix: string, picks: Pick[]) =>
    [...new Set(picks)].map((pick) => idOf(prefix, pick, own)).filter((sid) => sid !== null);
  const lists = {
    CL: sidsOf("CL", spec.credentials),
    AL: sidsOf("AL", spec.addresses),
    NY: sidsOf("NY", spec.policies),
  };
  for (const sid of [...lists.CL, ...lists.AL, ...lists.NY])
    if (/^..[0-9a-f]{32}$/.test(sid) && !sid.includes(hex(`${sid.slice(0, 2)}-typo-${own}`)))
      outside.lists.add(sid);
  if (trunkSid !== null && exists(spec.trunk)) {
    const trunk = addTrunk(outside, trunkSid);
    if (spec.carried) attach(outside, trunkSid, { sid: pn, phoneNumber });
    for (let url = 0; url < spec.urls; url += 1) trunk.urls.add(`OU${hex(`${own}-${url}`)}`);
    for (const sid of [...lists.CL, ...lists.AL]) if (outside.lists.has(sid)) trunk.lists.add(sid);
  }
  const st = idOf("ST", spec.livekitTrunk, own);
  if (st !== null && exists(spec.livekitTrunk)) {
    const listed = outside.livekitTrunks.get(st)?.numbers ?? [];
    const beside = spec.livekitNumbers === "beside" ? ["+19998881111"] : [];
    const numbers = spec.livekitNumbers === "every" ? [] : [...new Set([...listed, phoneNumber, ...beside])];
    outside.livekitTrunks.set(st, { numbers });
  }
  const rule = spec.rule === "catch_all" ? `SDR_all_${own}` : idOf("SDR", spec.rule, own);
  if (rule !== null && exists(spec.rule)) {
    const named = outside.rules.get(rule)?.trunkIds ?? [];
    const trunkIds = spec.rule === "catch_all" || st === null ? [] : [...new Set([...named, st])];
    outside.rules.set(rule, { trunkIds, numbers: [] });
  }
  const { id: _i, version: _v, createdAt: _c, updatedAt: _u, hasTwilioCredentials: _h, ...rest } = aNumber();
  const { status: _s, corruptedAt: _ca, corruptionCause: _cc, corruptionMessage: _cm, ...template } = rest;
  const request: ImportRequest = {
    ...template,
    phoneNumber,
    twilioPhoneNumberSid: spec.link === "others" ? `PN${hex("PN-n0")}` : idOf("PN", spec.link, own),
    twilioTrunkSid: trunkSid,
    twilioCredentialListSids: lists.CL,
    twilioIpAccessControlListSids: spec.policyFiledAsAddresses ? [...lists.AL, ...lists.NY] : lists.AL,
    twilioConnectionPolicySids: spec.policyFiledAsAddresses ? [] : lists.NY,
    livekitHost: HOST,
    livekitTrunkId: st,
    livekitDispatchRuleId: rule,
    authToken: "token",
  };
  const refs = recordedResources({ ...aNumber(), ...request });
  for (const place of spec.goneBefore) {
    const ref = refs[place];
    if (ref && ref.sid !== FOREIGN.trunk) takeAway(outside, ref);
  }
  return request;
}
