import { checkRuleConflicts, checkTrunkConflicts } from "./conflicts.ts";
import { type FieldShape, type Message, type MessageShape, strings, textOf } from "./messages.ts";
import * as sip from "./sip-messages.ts";
import { list, newId, overlaps, type SipStore, wanted } from "./store.ts";
import { TwirpRefusal } from "./twirp.ts";
import {
  checkUpdate,
  inboundProblem,
  outboundProblem,
  ruleProblem,
  type Updatable,
  updated,
} from "./updates.ts";

/** One method of livekit.SIP. `run` changes the store and answers the response message. */
export type Rpc = {
  readonly request: MessageShape;
  readonly response: MessageShape;
  readonly run: (store: SipStore, request: Message) => Message;
};

const inbound: Updatable = { noun: "trunk", idField: "sip_trunk_id", problem: inboundProblem };
const outbound: Updatable = { noun: "trunk", idField: "sip_trunk_id", problem: outboundProblem };
const rules: Updatable = { noun: "rule", idField: "sip_dispatch_rule_id", problem: ruleProblem };

const invalid = (message: string) => new TwirpRefusal("invalid_argument", message);
const one = (shape: MessageShape): FieldShape => ({ is: "message", shape });
const many = (shape: MessageShape): MessageShape =>
  sip.envelope(`List of ${shape.name}`, { items: { is: "messages", shape } });
const wrapped = (shape: MessageShape) => sip.envelope(`Envelope of ${shape.name}`, { trunk: one(shape) });
const update = (idField: string, replace: MessageShape, diff: MessageShape): MessageShape =>
  sip.envelope(`Update of ${replace.name}`, {
    [idField]: { is: "string" },
    replace: one(replace),
    update: one(diff),
  });

/** livekit-server's SIP service (pkg/service/sip.go): trunks and dispatch rules, no calls. CreateSIPTrunk is gone from the proto. */
export const RPCS: Readonly<Record<string, Rpc>> = {
  CreateSIPInboundTrunk: {
    request: wrapped(sip.inboundTrunk),
    response: sip.inboundTrunk,
    run(store, request) {
      const trunk = newTrunk(inbound, request);
      checkTrunkConflicts([...store.inbound.values(), trunk]);
      return stored(store.inbound, inbound, { ...trunk, sip_trunk_id: newId("ST_") });
    },
  },
  CreateSIPOutboundTrunk: {
    request: wrapped(sip.outboundTrunk),
    response: sip.outboundTrunk,
    run: (store, request) =>
      stored(store.outbound, outbound, { ...newTrunk(outbound, request), sip_trunk_id: newId("ST_") }),
  },
  UpdateSIPInboundTrunk: {
    request: update("sip_trunk_id", sip.inboundTrunk, sip.inboundTrunkUpdate),
    response: sip.inboundTrunk,
    run(store, request) {
      const trunk = updatedRecord(store.inbound, inbound, request);
      checkTrunkConflicts(withReplaced(store.inbound, inbound, trunk));
      return stored(store.inbound, inbound, trunk);
    },
  },
  UpdateSIPOutboundTrunk: {
    request: update("sip_trunk_id", sip.outboundTrunk, sip.outboundTrunkUpdate),
    response: sip.outboundTrunk,
    run: (store, request) =>
      stored(store.outbound, outbound, updatedRecord(store.outbound, outbound, request)),
  },
  GetSIPInboundTrunk: {
    request: sip.trunkId,
    response: wrapped(sip.inboundTrunk),
    run: (store, request) => ({ trunk: existing(store.inbound, inbound, request) }),
  },
  GetSIPOutboundTrunk: {
    request: sip.trunkId,
    response: wrapped(sip.outboundTrunk),
    run: (store, request) => ({ trunk: existing(store.outbound, outbound, request) }),
  },
  ListSIPInboundTrunk: {
    request: sip.listTrunks,
    response: many(sip.inboundTrunk),
    run: (store, request) => ({ items: listTrunks(store.inbound, request) }),
  },
  ListSIPOutboundTrunk: {
    request: sip.listTrunks,
    response: many(sip.outboundTrunk),
    run: (store, request) => ({ items: listTrunks(store.outbound, request) }),
  },
  ListSIPTrunk: {
    request: sip.listTrunks,
    response: many(sip.legacyTrunk),
    run: (store, request) => ({
      items: [
        ...listTrunks(store.inbound, request).map(legacyInbound),
        ...listTrunks(store.outbound, request).map(legacyOutbound),
      ],
    }),
  },
  // Three HDELs whose result nobody looks at: an id that never existed gets the same 200, and no rule is touched.
  DeleteSIPTrunk: {
    request: sip.trunkId,
    response: sip.legacyTrunk,
    run(store, request) {
      const id = textOf(request, "sip_trunk_id");
      if (id === "") throw invalid("trunk ID is required");
      store.inbound.delete(id);
      store.outbound.delete(id);
      return { sip_trunk_id: id };
    },
  },
  CreateSIPDispatchRule: {
    request: sip.createDispatchRule,
    response: sip.dispatchRule,
    run(store, request) {
      const { dispatch_rule: nested, ...flat } = request;
      const info = (nested ?? flat) as Message;
      if (textOf(info, "sip_dispatch_rule_id") !== "") throw invalid("rule id must not be set");
      const problem = ruleProblem(info);
      if (problem !== "") throw invalid(problem);
      checkRuleConflicts([...store.rules.values(), info]);
      return stored(store.rules, rules, { ...info, sip_dispatch_rule_id: newId("SDR_") });
    },
  },
  UpdateSIPDispatchRule: {
    request: update("sip_dispatch_rule_id", sip.dispatchRule, sip.dispatchRuleUpdate),
    response: sip.dispatchRule,
    run(store, request) {
      const rule = updatedRecord(store.rules, rules, request);
      checkRuleConflicts(withReplaced(store.rules, rules, rule));
      return stored(store.rules, rules, rule);
    },
  },
  ListSIPDispatchRule: {
    request: sip.listDispatchRules,
    response: many(sip.dispatchRule),
    run: (store, request) => ({
      items: list(
        store.rules,
        (rule) =>
          wanted(request, "dispatch_rule_ids", rule["sip_dispatch_rule_id"]) &&
          overlaps(strings(request, "trunk_ids"), strings(rule, "trunk_ids")),
        request["page"] as Message | undefined,
      ),
    }),
  },
  DeleteSIPDispatchRule: {
    request: sip.dispatchRuleId,
    response: sip.dispatchRule,
    run(store, request) {
      const rule = existing(store.rules, rules, request);
      store.rules.delete(textOf(rule, "sip_dispatch_rule_id"));
      return rule;
    },
  },
};

function newTrunk(kind: Updatable, request: Message): Message {
  const trunk = request["trunk"] as Message | undefined;
  if (trunk === undefined) throw invalid("missing trunk");
  if (textOf(trunk, "sip_trunk_id") !== "") throw invalid("trunk id must not be set");
  const problem = kind.problem(trunk);
  if (problem !== "") throw invalid(problem);
  return trunk;
}

function stored(records: Map<string, Message>, kind: Updatable, record: Message): Message {
  records.set(textOf(record, kind.idField), record);
  return record;
}

function existing(records: ReadonlyMap<string, Message>, kind: Updatable, request: Message): Message {
  const id = textOf(request, kind.idField);
  const noun = kind.noun === "rule" ? "dispatch rule" : "trunk";
  if (id === "") throw invalid(`${noun} ID is required`);
  const record = records.get(id);
  if (record === undefined) throw new TwirpRefusal("not_found", `requested sip ${noun} does not exist`);
  return record;
}

function updatedRecord(records: ReadonlyMap<string, Message>, kind: Updatable, request: Message): Message {
  checkUpdate(kind, request);
  return updated(kind, existing(records, kind, request), request);
}

function withReplaced(records: ReadonlyMap<string, Message>, kind: Updatable, record: Message): Message[] {
  return [...records.values()].map((other) =>
    other[kind.idField] === record[kind.idField] ? record : other,
  );
}

function listTrunks(trunks: ReadonlyMap<string, Message>, request: Message): Message[] {
  return list(
    trunks,
    (trunk) =>
      wanted(request, "trunk_ids", trunk["sip_trunk_id"]) &&
      overlaps(strings(request, "numbers"), strings(trunk, "numbers")),
    request["page"] as Message | undefined,
  );
}

function legacyInbound(trunk: Message): Message {
  return {
    sip_trunk_id: trunk["sip_trunk_id"],
    kind: "TRUNK_INBOUND",
    name: trunk["name"],
    metadata: trunk["metadata"],
    outbound_number: strings(trunk, "numbers")[0],
    inbound_addresses: trunk["allowed_addresses"],
    inbound_numbers: trunk["allowed_numbers"],
  };
}

function legacyOutbound(trunk: Message): Message {
  return {
    sip_trunk_id: trunk["sip_trunk_id"],
    kind: "TRUNK_OUTBOUND",
    name: trunk["name"],
    metadata: trunk["metadata"],
    outbound_address: trunk["address"],
    transport: trunk["transport"],
    outbound_number: strings(trunk, "numbers")[0],
  };
}
