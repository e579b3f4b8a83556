import { DeskClosed } from "../../dial-bot.ts";
import type { DoctorMeans } from "../../doctor-means.ts";
import { type Check, type Finding, failed, ok, warning } from "./check.ts";

type Data = Awaited<ReturnType<DoctorMeans["examineData"]>>;

/** Where the database cannot be looked at, the check of it says why: the same again at each of these would hide it. */
function onceKnown(look: (data: Data, means: DoctorMeans) => Omit<Finding, "name"> | null): Check["look"] {
  return async (means) => {
    const data = await means.examineData().catch(() => null);
    return data === null
      ? warning("Not known while the database cannot be looked at.", "Put right what `database` says.")
      : look(data, means);
  };
}

const ANY_DATABASE =
  "Check DATABASE_URL, and that the server runs and lets this host in; without DATABASE_URL, check DATA_DIR.";

/** Whether the database answers. */
export const database: Check = {
  name: "database",
  async look({ examineData }) {
    try {
      const { state, via } = await examineData();
      return ok(`The ${state.server} answers${via === "bot" ? ", through the running bot" : ""}.`);
    } catch (error) {
      if (error instanceof DeskClosed) return failed(error.what, error.next ?? ANY_DATABASE);
      const why = error instanceof Error ? error.message : String(error);
      return failed(`It could not be looked at: ${why}`, ANY_DATABASE);
    }
  },
};

/** What is off by so much is not the network's doing. */
const CLOCK_WARNS_FROM_MS = 10_000;

/** Whether the clock that Lineman goes by agrees with this host's, which `clock` compares with Slack's. */
export const databaseClock: Check = {
  name: "database clock",
  // The embedded database goes by this host's.
  look: async (means) => (means.config.database.url === null ? null : compareClocks(means)),
};

const compareClocks = onceKnown(({ state, here }) => {
  const aheadMs = Date.parse(state.at) - here.getTime();
  if (Math.abs(aheadMs) < CLOCK_WARNS_FROM_MS)
    return ok("The database server's clock agrees with this host's.");
  return warning(
    `The database server's clock is ${Math.round(Math.abs(aheadMs) / 1000)} s ${aheadMs > 0 ? "ahead of" : "behind"} this host's: what is told and planned as a time of day is off by so much.`,
    "Let the database server keep its time by NTP; or this host, where that one is right.",
  );
});

/** Whether its tables are those of this version. */
export const migrations: Check = {
  name: "migrations",
  look: onceKnown(({ state }) => {
    const { pending, failed: broken, edited, unknown } = state.migrations;
    if (broken.length > 0)
      return failed(
        `${names(broken)} began and did not finish.`,
        "Run `lineman migrate`: it tells what to do by hand.",
      );
    if (pending.length > 0)
      return failed(
        `${names(pending)} ${pending.length === 1 ? "is" : "are"} not applied.`,
        "Run `lineman migrate`; `lineman start` applies them as well.",
      );
    if (unknown.length > 0)
      return warning(
        `${names(unknown)}: applied by a newer version than this one.`,
        "Run the newest version everywhere.",
      );
    if (edited.length > 0)
      return warning(
        `${names(edited)}: changed since they were applied.`,
        "Restore the files of prisma/migrations from the release.",
      );
    return ok("All migrations are applied.");
  }),
};

/** Whether what is stored can be read with the configured keys. */
export const encryptionKeys: Check = {
  name: "encryption key",
  look: onceKnown(({ state: { keys } }, { keyIds }) => {
    const strange = keys.filter(({ keyId }) => !keyIds.includes(keyId));
    if (strange.length > 0)
      return failed(
        `${tokens(strange, "was", "were")} encrypted with ${strange.map(({ keyId }) => keyId).join(", ")}, which is neither ENCRYPTION_KEY nor in ENCRYPTION_KEYS_OLD.`,
        'Add the earlier value of ENCRYPTION_KEY to ENCRYPTION_KEYS_OLD, here and at every bot. If it is lost, so are those tokens: what only they can look at stays "cannot tell". Clean those numbers up by hand in the Twilio console (the runbook says how), then force-delete them.',
      );
    const old = keys.filter(({ keyId }) => keyId !== keyIds[0]);
    if (old.length > 0)
      return warning(
        `${tokens(old, "is", "are")} still encrypted with an old key.`,
        "Run `lineman keys rotate`.",
      );
    if (keys.length === 0) return ok("No Twilio token is stored yet.");
    const unused = keyIds.length > 1 ? " ENCRYPTION_KEYS_OLD can be emptied." : "";
    return ok(`${tokens(keys, "is", "are")} encrypted with ENCRYPTION_KEY, and none otherwise.${unused}`);
  }),
};

/** A job that is due is begun within a second; one that waits so long tells that nobody works. */
const LATE_MS = 120_000;

/** Whether somebody works on what is due. */
export const queue: Check = {
  name: "queue",
  look: onceKnown(({ state: { oldestDueJob: job, at } }) => {
    if (job === null) return ok("No job waits.");
    const waitsMs = Date.parse(at) - Date.parse(job.dueSince);
    if (waitsMs < LATE_MS) return ok("Jobs are begun in time.");
    return warning(
      `A job (${job.name}) has waited for ${Math.floor(waitsMs / 60_000)} min: no bot works on this database.`,
      "Start the bot: `lineman start`. Alerts and retries wait until then; none is lost.",
    );
  }),
};

const names = (all: readonly string[]) =>
  all.length > 3 ? `${all.slice(0, 3).join(", ")} and ${all.length - 3} more` : all.join(", ");

function tokens(keys: readonly { tokens: number }[], is: string, are: string): string {
  const total = keys.reduce((sum, key) => sum + key.tokens, 0);
  return total === 1 ? `1 stored Twilio token ${is}` : `${total} stored Twilio tokens ${are}`;
}
