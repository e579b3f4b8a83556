import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Conflict, IllegalTransition, InvalidInput, NotFound } from "../../../src/domain/errors.ts";
import { type ExternalResource, isSettled, resourceKey } from "../../../src/domain/external-resource.ts";
import {
  basisOf,
  decideForceDelete,
  factsOf,
  formFaults,
  needsSecondPerson,
  type ShownFacts,
} from "../../../src/domain/force-delete-gate.ts";
import type { Incident } from "../../../src/domain/incident.ts";
import type { PhoneNumber } from "../../../src/domain/phone-number.ts";
import type { ForceDeleteSheet, Operations } from "../../../src/operations/operations.ts";
import { aNumber, aResource } from "../../support/factories.ts";
import { createFakeClaims } from "./fake-claims.ts";
import { createFakeRecords, type FakeRecords } from "./fake-records.ts";
import { createFakeStorms } from "./fake-storms.ts";
import { anApproval, anIncident } from "./incidents.ts";

interface Kept {
  number: PhoneNumber;
  resources: ExternalResource[];
  incident: Incident | null;
}

/** Operations over a few numbers in memory, with the real gate; what a surface does is in `calls`. */
export interface FakeOperations extends Operations {
  records: FakeRecords;
  kept: Map<number, Kept>;
  calls: { verb: string; args: unknown[] }[];
  callsOf(verb: string): unknown[][];
  /** What the next looks find: changes resources in place, may wait or throw. */
  look: (resources: ExternalResource[]) => Promise<void> | void;
  secondApprover: "off" | "required";
  /** How long the database takes for the form. */
  formTakesMs: number;
  add(changes?: Partial<PhoneNumber>, resources?: ExternalResource[]): Kept;
}

type VerbArguments = { [K in keyof Operations]: Parameters<Operations[K]> };

export function createFakeOperations(): FakeOperations {
  const kept = new Map<number, Kept>();
  const modals = new Map<string, { numberId: number; userId: string; shown: ShownFacts | null }>();
  const ended = new Map<number, Incident>();
  const seen = new Set<string>();
  const find = (id: number): Kept => {
    const found = kept.get(id);
    if (!found) throw new NotFound(`There is no phone number with id ${id}.`);
    return found;
  };
  const copy = ({ number, resources }: Kept) => structuredClone({ number, resources });
  const findModal = (modalId: string) => {
    const modal = modals.get(modalId);
    if (!modal) throw new NotFound("This window is not known any more. Open it again from the alert.");
    return modal;
  };
  const verify = async (id: number) => {
    const found = find(id);
    const factsReadAt = new Date();
    await fake.look(found.resources);
    for (const resource of found.resources) resource.checkedAt = factsReadAt;
    return { ...copy(find(id)), factsReadAt };
  };
  const decide = (
    modalId: string,
    verified: Awaited<ReturnType<typeof verify>>,
    given: Partial<Parameters<typeof decideForceDelete>[0]>,
  ) =>
    decideForceDelete({
      actorMayAct: true,
      status: verified.number.status,
      phoneNumber: verified.number.phoneNumber,
      resources: verified.resources,
      factsReadAt: verified.factsReadAt,
      now: new Date(),
      shown: findModal(modalId).shown,
      form: { digits: "", ticks: [], reason: "", acceptLeftovers: false },
      secondApprover: fake.secondApprover,
      approved: false,
      ...given,
    });
  const draw = (modalId: string, verified: Awaited<ReturnType<typeof verify>>): ForceDeleteSheet => {
    findModal(modalId).shown = factsOf(verified.number.status, verified.resources);
    const decision = decide(modalId, verified, { shown: null });
    const needsApproval = needsSecondPerson(basisOf(verified.resources), fake.secondApprover);
    return { ...verified, modalId, incident: null, decision, approval: null, needsApproval };
  };

  const records = createFakeRecords(kept);
  const operations: Operations = {
    async listNumbers({ status, page }) {
      const all = [...kept.values()].filter(({ number }) => status === undefined || number.status === status);
      const shown =
        page !== null && "number" in page
          ? all.slice((page.number - 1) * page.size, page.number * page.size)
          : all;
      return { items: shown.map(copy), totalCount: all.length };
    },
    async showNumber(ref) {
      const found =
        "id" in ref
          ? find(ref.id)
          : [...kept.values()].find(({ number }) => number.phoneNumber === ref.phoneNumber);
      if (!found) throw new NotFound("There is no such phone number.");
      return { ...copy(found), run: null, incident: found.incident };
    },
    async retryCleanUp(id, actor) {
      const found = find(id);
      if (found.number.status === "deleting")
        throw new Conflict(`${found.number.phoneNumber} is being deleted already.`, actor, new Date());
      found.number.status = "deleting";
      return copy(found);
    },
    verifyNumber: verify,
    ...createFakeClaims(
      () => [...kept.values()].flatMap(({ incident }) => (incident === null ? [] : [incident])),
      (id) => [...ended.values()].find((incident) => incident.id === id) ?? null,
    ),
    async tickResources(id, keys, userId) {
      const found = find(id);
      const open = found.resources.filter((resource) => !isSettled(resource)).map(resourceKey);
      if (keys.some((key) => !open.includes(key)))
        throw new InvalidInput({ ticks: ["this resource is not open any more: look again"] });
      for (const resource of found.resources) {
        if (resource.tickedBy === userId) resource.tickedBy = null;
        if (keys.includes(resourceKey(resource)))
          Object.assign(resource, { tickedBy: userId, tickedAt: new Date() });
      }
      return copy(found);
    },
    async openForceDelete(id, userId) {
      const found = find(id);
      if (found.number.status !== "corrupted")
        throw new IllegalTransition(found.number.status, "force_delete_confirmed");
      const modalId = randomUUID();
      modals.set(modalId, { numberId: id, userId, shown: null });
      return { ...copy(found), modalId };
    },
    async checkForceDelete(modalId) {
      return draw(modalId, await verify(findModal(modalId).numberId));
    },
    async checkForceDeleteForm(modalId, form) {
      if (fake.formTakesMs > 0) await sleep(fake.formTakesMs);
      const modal = findModal(modalId);
      const found = kept.get(modal.numberId);
      if (!found) return {};
      const shown = found.resources.map((resource) => ({
        ...resource,
        state: modal.shown?.states[resourceKey(resource)] ?? resource.state,
      }));
      return formFaults(form, found.number.phoneNumber, shown);
    },
    async submitForceDelete({ modalId, userId, mayAct, form }) {
      const modal = findModal(modalId);
      if (!mayAct || modal.userId !== userId)
        return { result: "refused", decision: { decision: "refused", why: "not_permitted" }, sheet: null };
      const gone = ended.get(modal.numberId);
      if (!kept.has(modal.numberId) && gone) return { result: "already_done", incident: gone };
      const verified = await verify(modal.numberId);
      const decision = decide(modalId, verified, { form });
      if (decision.decision === "needs_approval")
        return { result: "waiting", approval: anApproval({ expiresAt: new Date() }), isNew: true };
      if (decision.decision === "refused")
        return { result: "refused", decision, sheet: draw(modalId, verified) };
      const found = kept.get(modal.numberId);
      if (!found) return { result: "already_done", incident: ended.get(modal.numberId) ?? anIncident() };
      kept.delete(modal.numberId);
      const incident: Incident = {
        ...(found.incident ?? anIncident()),
        outcome: "force_deleted",
        closedAt: new Date(),
        closedBy: { kind: "slack_user", id: userId },
      };
      ended.set(modal.numberId, incident);
      const leftBehind = verified.resources.filter((resource) => !isSettled(resource));
      return { result: "done", basis: decision.basis, incident, leftBehind };
    },
    async isFirst(key) {
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    },
    ...records.operations,
    async closeForceDelete() {},
    async sayOutcome() {},
    approveForceDelete: () => notUsed(),
    declineForceDelete: () => notUsed(),
    homeStatus: () => notUsed(),
    async showHome() {},
    homesChanged: () => notUsed(),
    publishHomes: () => notUsed(),
    importNumber: () => notUsed(),
    createNumber: () => notUsed(),
    deleteNumber: () => notUsed(),
    reportCorruption: () => notUsed(),
    forceDeleteByApi: () => notUsed(),
    syncAlert: () => notUsed(),
    ...createFakeStorms(),
    syncStorm: () => notUsed(),
    workOnStorm: () => notUsed(),
    resumeTeardown: () => notUsed(),
    resumeProvisioning: () => notUsed(),
    scanAccount: () => notUsed(),
    lookFirst: () => notUsed(),
    takeUpIncidents: () => notUsed(),
    takeUpNew: () => notUsed(),
  };
  const fake: FakeOperations = {
    ...recorded(operations, (verb, args) => fake.calls.push({ verb, args })),
    records,
    kept,
    calls: [],
    callsOf: (verb) => fake.calls.filter((call) => call.verb === verb).map(({ args }) => args),
    look: () => {},
    secondApprover: "off",
    formTakesMs: 0,
    add(
      changes = {},
      resources = [aResource("twilio_sip_trunk"), aResource("livekit_dispatch_rule", { state: "gone" })],
    ) {
      const number = aNumber(changes);
      const open = number.status === "corrupted" || number.status === "deleting";
      const { id, phoneNumber, label } = number;
      const incident = open ? anIncident({ id: id + 1000, phoneNumberId: id, phoneNumber, label }) : null;
      const added = { number, resources, incident };
      kept.set(id, added);
      return added;
    },
  };
  return fake;
}

function recorded(operations: Operations, record: (verb: string, args: unknown[]) => void): Operations {
  return Object.fromEntries(
    Object.entries(operations).map(([verb, run]) => [
      verb,
      (...args: VerbArguments[keyof Operations]) => {
        record(verb, args);
        return (run as (...given: unknown[]) => unknown)(...args);
      },
    ]),
  ) as unknown as Operations;
}

function notUsed(): never {
  throw new Error("Slack has no business with this operation");
}
