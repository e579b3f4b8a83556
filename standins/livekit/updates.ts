import { type Message, strings, textOf } from "./messages.ts";
import { TwirpRefusal } from "./twirp.ts";

/** One of the three kinds of records that can be updated, and what makes it valid ("" = valid). */
export type Updatable = {
  readonly noun: "trunk" | "rule";
  readonly idField: "sip_trunk_id" | "sip_dispatch_rule_id";
  readonly problem: (info: Message) => string;
};

const LISTS = new Set(["numbers", "allowed_addresses", "allowed_numbers", "trunk_ids"]);

const invalid = (message: string) => new TwirpRefusal("invalid_argument", message);

/** An inbound trunk must not be open to the world (SIPInboundTrunkInfo.Validate in livekit/protocol). */
export function inboundProblem(info: Message): string {
  const hasAuth = textOf(info, "auth_username") !== "" || textOf(info, "auth_password") !== "";
  if (hasAuth || strings(info, "allowed_addresses").length > 0 || strings(info, "numbers").length > 0)
    return "";
  return "for security, one of the fields must be set: AuthUsername+AuthPassword, AllowedAddresses or Numbers";
}

/** An outbound trunk needs numbers and a bare host name (SIPOutboundTrunkInfo.Validate). */
export function outboundProblem(info: Message): string {
  const address = textOf(info, "address");
  if (strings(info, "numbers").length === 0) return "no trunk numbers specified";
  if (address === "") return "no outbound address specified";
  if (address.includes("transport=")) return "trunk address should not contain transport parameter";
  if (/[@;]|^sips?:/.test(address)) return "trunk address should be a hostname or IP, not SIP URI";
  return "";
}

/** A dispatch rule needs a rule (SIPDispatchRuleInfo.Validate). */
export function ruleProblem(info: Message): string {
  return info["rule"] === undefined ? "missing rule" : "";
}

/** Refuses a malformed update before the record is looked up: 400 comes before 404. */
export function checkUpdate(kind: Updatable, request: Message): void {
  const id = textOf(request, kind.idField);
  const replace = request["replace"] as Message | undefined;
  const update = request["update"] as Message | undefined;
  if (id === "") throw invalid(`${kind.noun} id must be set`);
  if (replace === undefined && update === undefined) throw invalid("missing or unsupported update action");
  if (replace !== undefined) {
    const other = textOf(replace, kind.idField);
    if (other !== "" && other !== id) {
      throw invalid(`${kind.noun} id in the info must be empty or match the id in the update`);
    }
    const problem = kind.problem(replace);
    if (problem !== "") throw invalid(problem);
  }
  for (const [name, value] of Object.entries(update ?? {})) {
    if (LISTS.has(name)) checkListUpdate(value as Message);
  }
}

function checkListUpdate(update: Message): void {
  const [set, add, remove] = ["set", "add", "remove"].map((name) => strings(update, name)) as [
    readonly string[],
    readonly string[],
    readonly string[],
  ];
  const changes = set.length + add.length + remove.length > 0;
  const clears = update["clear"] === true;
  if (!clears && !changes) throw invalid("unsupported list update operation");
  if (clears && changes) throw invalid("cannot clear and change the list at the same time");
  if (set.length > 0 && add.length + remove.length > 0) {
    throw invalid("cannot set and change the list at the same time");
  }
  if ([...set, ...add, ...remove].includes("")) throw invalid("empty element in the list");
}

/**
 * The record after an update. A diff that leaves it invalid (the last number of an open trunk) is no invalid_argument: the
 * server's error carries no code and arrives as 500 unknown.
 */
export function updated(kind: Updatable, info: Message, request: Message): Message {
  const replace = request["replace"] as Message | undefined;
  if (replace !== undefined) return { ...replace, [kind.idField]: info[kind.idField] };
  const next: Message = { ...info };
  for (const [name, value] of Object.entries(request["update"] as Message)) {
    if (LISTS.has(name)) next[name] = updatedList(strings(info, name), value as Message);
    else if (name === "attributes") next[name] = updatedMap(info[name], value);
    else next[name] = value;
  }
  const problem = kind.problem(next);
  if (problem !== "") throw new TwirpRefusal("unknown", problem);
  return next;
}

function updatedList(values: readonly string[], update: Message): readonly string[] {
  if (update["clear"] === true) return [];
  const set = strings(update, "set");
  if (set.length > 0) return set;
  const kept = values.filter((value) => !strings(update, "remove").includes(value));
  return [...kept, ...strings(update, "add").filter((value) => !kept.includes(value))];
}

/** An empty value deletes the key. */
function updatedMap(old: unknown, diff: unknown): Record<string, string> {
  const merged = { ...(old as Record<string, string> | undefined), ...(diff as Record<string, string>) };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ""));
}
