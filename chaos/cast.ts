import { setTimeout as sleep } from "node:timers/promises";
import { importRequest } from "../standins/import-request.ts";
import type { SeededNumber } from "../standins/outside.ts";
import { defaults } from "../standins/slack/default-workspace.ts";
import type { Person } from "../standins/slack/person.ts";
import type { ShownView, SlackMessage } from "../standins/slack/wire.ts";
import type { Ledger } from "./ledger.ts";
import { createPatience, type Patience } from "./patience.ts";
import { createPlatform, type Platform } from "./platform.ts";
import type { Stage } from "./stage.ts";

/** A number of the workload and what it owns outside. */
export interface TestNumber {
  id: number;
  e164: string;
  seeded: SeededNumber;
}

/** Those who act on the stage: the platform, another program with SQL, and people in Slack. */
export interface Cast {
  stage: Stage;
  platform: Platform;
  ledger: Ledger;
  /** Everybody's, for what may take a while. */
  patience: Patience;
  nextE164(): string;
  nextPerson(): Person;
  /** A number with one of everything outside, recorded. */
  importNumber(): Promise<TestNumber>;
  /** What another program does: plain SQL. */
  corruptBySql(id: number, cause: string): Promise<void>;
  /** Null once the record is gone. */
  statusOf(id: number): Promise<string | null>;
  /** Its status and what is known of why, for people. */
  stateOf(id: number): Promise<string>;
  alertOf(id: number): SlackMessage | undefined;
}

/** Everybody acts through the load balancer. */
export function createCast(stage: Stage, ledger: Ledger): Cast {
  const patience = createPatience();
  const platform = createPlatform(() => stage.fleet.url, patience);
  let lastNumber = 0;
  let lastPerson = 0;
  const nextE164 = () => {
    lastNumber += 1;
    return `+1415${5_000_000 + lastNumber}`;
  };
  return {
    stage,
    platform,
    ledger,
    patience,
    nextE164,
    nextPerson() {
      lastPerson += 1;
      return stage.outside.slack.person(stage.people[lastPerson % stage.people.length] ?? "");
    },
    async importNumber() {
      const e164 = nextE164();
      const seeded = stage.outside.seedNumber(e164);
      const { status, body } = await platform.insist(
        "POST",
        "/import",
        importRequest(seeded, { label: `Line ${e164.slice(-4)}` }),
        { keyed: true },
      );
      const id = body.item?.id ?? (await idOf(stage, e164));
      if (id === null) throw new Error(`import: ${status} ${JSON.stringify(body)}`);
      ledger.note(id, "recorded");
      return { id, e164, seeded };
    },
    async corruptBySql(id, cause) {
      const statement = `UPDATE phone_numbers SET status = 'corrupted', corruption_cause = $2 WHERE id = $1 AND status = 'active'`;
      const { rowCount } = await stage.sql.query(statement, [id, cause]);
      if (rowCount === 1) ledger.note(id, "corrupted");
    },
    async statusOf(id) {
      const { rows } = await stage.sql.query<{ status: string }>(
        "SELECT status FROM phone_numbers WHERE id = $1",
        [id],
      );
      return rows[0]?.status ?? null;
    },
    async stateOf(id) {
      const { rows } = await stage.sql.query<{ status: string; corruption_message: string | null }>(
        "SELECT status, corruption_message FROM phone_numbers WHERE id = $1",
        [id],
      );
      const alert = this.alertOf(id) === undefined ? "without an alert" : "with an alert";
      return `${rows[0]?.status}, ${rows[0]?.corruption_message}, ${alert}`;
    },
    alertOf: (id) =>
      stage.outside.slack
        .messages(defaults.alerts)
        .find(({ blocks }) => JSON.stringify(blocks).includes(`LM-${id}-`)),
  };
}

/** A repeat whose first answer was lost, with its process, may be told that the number is there (docs/operations.md). */
export async function idOf({ sql }: Stage, e164: string): Promise<number | null> {
  const found = await sql.query<{ id: number }>("SELECT id FROM phone_numbers WHERE phone_number = $1", [
    e164,
  ]);
  return found.rows[0]?.id ?? null;
}

/** Asked again every 100 ms; the first truthy value, or undefined after so many ms, or when the time is up. */
export async function eventually<T>(
  condition: () => T | Promise<T>,
  within: number | (() => boolean),
): Promise<NonNullable<T> | undefined> {
  const isTimeUp = typeof within === "number" ? createPatience().limit(within) : within;
  for (;;) {
    const value = await condition();
    if (value) return value as NonNullable<T>;
    if (isTimeUp()) return undefined;
    await sleep(100);
  }
}

/** The window of a person that can be submitted, once it is decided. */
export function decidedWindow({ stage }: Cast, person: Person): ShownView | undefined {
  const view = stage.outside.slack.viewsOf(person.id).at(-1);
  return view?.submit ? view : undefined;
}
