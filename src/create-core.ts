import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Config } from "./config.ts";
import { createProviders } from "./create-providers.ts";
import { createSecrets } from "./create-secrets.ts";
import { createExamineData } from "./examine-data.ts";
import { JOB_TABLE, WAITING_JOBS_SQL } from "./jobs/waiting-jobs.ts";
import { createCommandVerbs } from "./operations/create-command-verbs.ts";
import type { Deps } from "./operations/deps.ts";
import type { Meter } from "./operations/ports/meter.ts";
import type { Clock, Ids } from "./operations/ports/world.ts";
import { sha256Hex } from "./persistence/audit-log.ts";
import { createWriteBackup } from "./persistence/backup/write-backup.ts";
import { createDatabase, type JobOutlet } from "./persistence/create-database.ts";
import { createCredentialVault } from "./persistence/credential-vault.ts";
import type { Database as OpenedDatabase } from "./persistence/open-database.ts";
import { createSecretBox } from "./persistence/secret-box.ts";

export const ids: Ids = { uuid: randomUUID, random: Math.random };
/** This process's own; what several processes must agree about goes by the clock of `createCore`. */
export const clock: Clock = { now: () => new Date(), sleep: (ms) => sleep(ms) };

interface CoreOptions {
  opened: OpenedDatabase;
  config: Config;
  jobs: JobOutlet;
  /** A provider works now, or does not any more. */
  onChange: () => void;
  /** Is told of every call to a provider. */
  meter?: Pick<Meter, "providerCalled">;
}

/** Everything behind the surfaces, over an open database: what the bot and a command line without it have in common. */
export function createCore({ opened, config, jobs, onChange, meter }: CoreOptions) {
  const shared: Clock = { now: opened.now, sleep: clock.sleep };
  const secretBox = createSecretBox(config.encryption);
  const database = createDatabase({ pool: opened.pool, secretBox, jobs });
  const { account } = config.twilio;
  const installation = account && { accountSid: account.sid, authToken: account.authToken };
  const { telephony, realtime, connections } = createProviders(config, {
    now: shared.now,
    onChange,
    ...(meter === undefined ? {} : { meter }),
  });
  const deps: Omit<Deps, "alerts" | "homes" | "connections"> = {
    database,
    telephony,
    realtime,
    provisioning: { telephony, realtime, secrets: createSecrets(), sipUri: config.livekit.sipUri },
    vault: createCredentialVault({ findToken: database.findToken, secretBox, installation }),
    clock: shared,
    ids,
    settings: {
      deleteBudgetMs: config.deleteBudgetMs,
      apiForceDelete: config.api.forceDelete,
      secondApprover: config.secondApprover,
      remindUnclaimedMs: config.remindUnclaimedMs,
      remindClaimedMs: config.remindClaimedMs,
      stormThreshold: config.stormThreshold,
    },
  };
  const verbs = createCommandVerbs({
    ...deps,
    audit: { read: database.readAudit, hasRecords: database.hasAuditedRecords, sha256: sha256Hex },
    safe: database.safe,
    examineData: createExamineData(opened, database.safe),
    writeBackup: createWriteBackup({
      ...opened,
      jobs: { table: JOB_TABLE, sql: WAITING_JOBS_SQL },
    }),
  });
  return { deps, connections, turns: database.turns, keptAnswers: database.keptAnswers, verbs };
}
