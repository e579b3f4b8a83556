import type { Incident } from "../../../src/domain/incident.ts";
import type { Storm } from "../../../src/domain/storm.ts";
import type { Operations } from "../../../src/operations/operations.ts";
import { createOperationsHarness, type OperationsHarness } from "../../support/operations-harness.ts";

export interface StormHarness extends OperationsHarness {
  /** The operations with the product's threshold. */
  bot: Operations;
  /** Writes so many active numbers by plain SQL; their ids. Each call has a Twilio account of its own unless one is given. */
  activeNumbers(amount: number, account?: string): Promise<{ ids: number[]; account: string }>;
  /** Another program corrupts them in one statement. */
  corruptAll(ids: readonly number[], cause?: string | null): Promise<void>;
  openStorm(account: string): Promise<Storm>;
  incidentOf(numberId: number): Promise<Incident>;
}

let accounts = 0;

/** An account that no other test has. */
export function anAccount(): string {
  accounts += 1;
  return `AC${accounts.toString(16).padStart(32, "0")}`;
}

/** The harness of operations, with storms from six numbers on. */
export async function createStormHarness(): Promise<StormHarness> {
  const harness = await createOperationsHarness();
  return {
    ...harness,
    bot: harness.withSettings({ stormThreshold: 5 }),
    async activeNumbers(amount, account = anAccount()) {
      const { rows } = await harness.sql(`
        INSERT INTO phone_numbers (phone_number, label, twilio_account_sid, twilio_region, provider)
        SELECT '+1' || (2000000000 + (SELECT coalesce(max(id), 0) FROM phone_numbers) + n), 'Line ' || n,
          '${account}', 'us1', 'twilio' FROM generate_series(1, ${amount}) n RETURNING id`);
      return { ids: rows.map(({ id }) => id), account };
    },
    async corruptAll(ids, cause = "credentials") {
      const word = cause === null ? "NULL" : `'${cause}'`;
      await harness.sql(
        `UPDATE phone_numbers SET status = 'corrupted', corruption_cause = ${word} WHERE id IN (${ids.join(",")})`,
      );
    },
    async openStorm(account) {
      const { rows } = await harness.sql(
        `SELECT id FROM storms WHERE account = '${account}' AND ended_at IS NULL`,
      );
      const storm = rows.length === 1 ? await harness.database.storms.find(rows[0].id) : null;
      if (storm === null) throw new Error(`${rows.length} storms are open for ${account}`);
      return storm;
    },
    async incidentOf(numberId) {
      const incident = await harness.database.incidents.latestOf(numberId);
      if (incident === null) throw new Error(`no incident of number ${numberId}`);
      return incident;
    },
  };
}
