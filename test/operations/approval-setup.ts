import { resourceKey } from "../../src/domain/external-resource.ts";
import type { ForceDeleteForm } from "../../src/domain/force-delete-gate.ts";
import type { Operations } from "../../src/operations/operations.ts";
import { createOperationsHarness } from "../support/operations-harness.ts";

/** Two people and a corrupted number, over the real operations and a real database. */
export async function setUpApprovals() {
  const harness = await createOperationsHarness();
  const withSecondApprover = (secondApprover: "off" | "required") => harness.withSettings({ secondApprover });
  const setup = {
    harness,
    withSecondApprover,
    operations: withSecondApprover("required"),

    /** A corrupted number whose resources are all still there, or of which nobody can tell. */
    async corrupted(kind: "present" | "unknown") {
      const { number } = await harness.importedNumber();
      harness.outside.failing.account = "credentials";
      await setup.operations.deleteNumber(number.id, { kind: "api_token", name: "platform" });
      if (kind === "present") harness.outside.failing = {};
      return number;
    },

    /** The same, and a wish of U1's that waits. */
    async waiting(kind: "present" | "unknown") {
      const number = await setup.corrupted(kind);
      const asked = await setup.ask(number, "U1");
      if (asked.result !== "waiting") throw new Error(`not asked for: ${asked.result}`);
      return { number, approval: asked.approval };
    },

    /** Fills in the whole window, unless the form says otherwise, and sends it. */
    async ask(
      number: { id: number; phoneNumber: string },
      userId: string,
      form: Partial<ForceDeleteForm> = {},
    ) {
      const { modalId } = await setup.operations.openForceDelete(number.id, userId);
      const { resources } = await setup.operations.checkForceDelete(modalId);
      const filled: ForceDeleteForm = {
        digits: number.phoneNumber.slice(-4),
        ticks: resources.filter(({ state }) => state === "unknown").map(resourceKey),
        reason: "the customer keeps it",
        acceptLeftovers: true,
        ...form,
      };
      return setup.operations.submitForceDelete({ modalId, userId, mayAct: true, form: filled });
    },

    approve: (
      approvalId: string,
      userId = "U2",
      mayApprove = true,
    ): ReturnType<Operations["approveForceDelete"]> =>
      setup.operations.approveForceDelete({ approvalId, userId, mayApprove }),
    decline: (
      approvalId: string,
      userId = "U2",
      mayApprove = true,
    ): ReturnType<Operations["declineForceDelete"]> =>
      setup.operations.declineForceDelete({ approvalId, userId, mayApprove }),
    exists: async (id: number) => (await harness.database.numbers.find(id)) !== null,
    actions: async (id: number) => (await harness.auditOf(id)).map(({ action }) => action),
    deeds: async (id: number) =>
      (await setup.actions(id)).filter((action) => action === "force_delete_confirmed").length,

    /** What the thread of the number's latest incident says, once everything was sent. */
    async thread(numberId: number) {
      const incident = (await harness.database.incidents.latestOf(numberId))!;
      await setup.operations.syncAlert(incident.id);
      return [...harness.alerts.messages.values()].find(({ facts }) => facts.incident.id === incident.id)!;
    },
  };
  return setup;
}
