import { type Message, strings, textOf } from "./messages.ts";
import { RULE_KINDS } from "./sip-messages.ts";
import { normalizeNumber } from "./store.ts";
import { TwirpRefusal } from "./twirp.ts";

// The checks of livekit/protocol sip/sip.go (ValidateTrunks, ValidateDispatchRules), with its messages.

const printId = (id: string) => JSON.stringify(id === "" ? "<new>" : id);

/** Refuses two inbound trunks for the same number and the same callers; no numbers and no callers count as one value each. */
export function checkTrunkConflicts(trunks: readonly Message[]): void {
  const holders = new Map<string, Message>();
  for (const trunk of trunks) {
    for (const number of orAny(strings(trunk, "numbers"))) {
      for (const caller of orAny(strings(trunk, "allowed_numbers"))) {
        const key = JSON.stringify([number, caller]);
        const holder = holders.get(key);
        if (holder !== undefined && holder !== trunk) throw trunkConflict(trunk, holder, caller);
        holders.set(key, trunk);
      }
    }
  }
}

function trunkConflict(trunk: Message, holder: Message, caller: string): TwirpRefusal {
  const numbers = strings(trunk, "numbers");
  const shown = numbers.length === 0 ? "<any>" : `[${numbers.map((one) => JSON.stringify(one)).join(" ")}]`;
  const ids = `${printId(textOf(trunk, "sip_trunk_id"))} and ${printId(textOf(holder, "sip_trunk_id"))}`;
  const tail = caller === "" ? "without AllowedNumbers set" : `and AllowedNumber ${JSON.stringify(caller)}`;
  return new TwirpRefusal(
    "invalid_argument",
    `Conflicting inbound SIP Trunks: ${ids}, using the same number(s) ${shown} ${tail}`,
  );
}

/** Refuses two dispatch rules for the same trunk, calling number and PIN; wildcards collide with wildcards only. */
export function checkRuleConflicts(rules: readonly Message[]): void {
  const holders = new Map<string, Message>();
  for (const rule of rules) {
    const pin = pinOf(rule);
    for (const trunk of strings(rule, "trunk_ids").length === 0 ? [""] : strings(rule, "trunk_ids")) {
      for (const number of orAny(strings(rule, "inbound_numbers"))) {
        const key = JSON.stringify([pin, trunk, number]);
        const holder = holders.get(key);
        if (holder !== undefined && holder !== rule) throw ruleConflict(rule, holder);
        holders.set(key, rule);
      }
    }
  }
}

function ruleConflict(rule: Message, holder: Message): TwirpRefusal {
  const ids = [rule, holder].map((one) => printId(textOf(one, "sip_dispatch_rule_id"))).join(" and ");
  return new TwirpRefusal(
    "invalid_argument",
    `Conflicting SIP Dispatch Rules: same Trunk+Number+PIN combination for for ${ids}`,
  );
}

function pinOf(info: Message): string {
  const rule = (info["rule"] ?? {}) as Message;
  const kind = RULE_KINDS.find((one) => rule[one] !== undefined);
  if (kind === undefined) throw new TwirpRefusal("unknown", "Unsupported SIP Dispatch Rule: <nil>");
  return textOf(rule[kind] as Message, "pin");
}

function orAny(numbers: readonly string[]): string[] {
  return numbers.length === 0 ? [""] : numbers.map(normalizeNumber);
}
