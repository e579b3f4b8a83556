import { describe, expect, it } from "vitest";
import { database, databaseClock, encryptionKeys, migrations, queue } from "../../src/cli/doctor/data.ts";
import { runChecks } from "../../src/cli/doctor/run-checks.ts";
import { runningBot } from "../../src/cli/doctor/running-bot.ts";
import { slackSocket } from "../../src/cli/doctor/slack-socket.ts";
import { DeskClosed } from "../../src/dial-bot.ts";
import type { DataState } from "../../src/operations/ports/data-state.ts";
import { NOW, secondsBefore } from "../support/factories.ts";
import { data, expectFinding, type FindingCase, means } from "./fake-doctor-means.ts";

const withData = (changes: Parameters<typeof data>[0]) =>
  means({ examineData: async () => ({ state: data(changes), via: "database", here: NOW }) });
const onServer = (secondsBehind: number) => {
  const state = data({ at: secondsBefore(secondsBehind).toISOString() });
  const examineData = async () => ({ state, via: "database", here: NOW }) as const;
  return means({ examineData }, {}, { DATABASE_URL: "postgres://db.example/lineman" });
};
const withMigrations = (changes: Partial<DataState["migrations"]>) =>
  withData({ migrations: { ...data().migrations, ...changes } });
const closed = (error: unknown) => means({ examineData: () => Promise.reject(error) });
const waiting = (seconds: number) =>
  withData({ oldestDueJob: { name: "sync_alert", dueSince: secondsBefore(seconds).toISOString() } });

const FINDINGS: FindingCase[] = [
  ["a database that this process opened", database, means(), "ok", "The PostgreSQL 16.2 answers.", null],
  [
    "a database behind the bot",
    database,
    means({ examineData: async () => ({ state: data(), via: "bot", here: NOW }) }),
    "ok",
    "answers, through the running bot.",
    null,
  ],
  ["a server's clock that is right", databaseClock, onServer(0), "ok", "agrees with this host's.", null],
  [
    "a server's clock that is ahead",
    databaseClock,
    onServer(-90),
    "warning",
    "The database server's clock is 90 s ahead of this host's",
    "NTP",
  ],
  [
    "a server's clock that is behind",
    databaseClock,
    onServer(11),
    "warning",
    "The database server's clock is 11 s behind this host's",
    "NTP",
  ],
  ["migrations that are applied", migrations, means(), "ok", "All migrations are applied.", null],
  [
    "one that is pending",
    migrations,
    withMigrations({ pending: ["a"] }),
    "failed",
    "a is not applied.",
    "lineman migrate",
  ],
  [
    "many that are pending",
    migrations,
    withMigrations({ pending: ["a", "b", "c", "d", "e"] }),
    "failed",
    "a, b, c and 2 more are not applied.",
    "lineman start",
  ],
  [
    "one that broke off",
    migrations,
    withMigrations({ failed: ["a"], pending: ["a"] }),
    "failed",
    "a began and",
    "by hand",
  ],
  [
    "one of a newer version",
    migrations,
    withMigrations({ unknown: ["z"] }),
    "warning",
    "newer version",
    "everywhere",
  ],
  [
    "one that was edited",
    migrations,
    withMigrations({ edited: ["a"] }),
    "warning",
    "changed since",
    "from the release",
  ],
  ["no stored token", encryptionKeys, means(), "ok", "No Twilio token is stored yet.", null],
  [
    "tokens under the current key",
    encryptionKeys,
    withData({ keys: [{ keyId: "new", tokens: 3 }] }),
    "ok",
    "3 stored Twilio tokens are encrypted with ENCRYPTION_KEY, and none otherwise. ENCRYPTION_KEYS_OLD can be emptied.",
    null,
  ],
  [
    "tokens under the only key",
    encryptionKeys,
    { ...withData({ keys: [{ keyId: "new", tokens: 1 }] }), keyIds: ["new"] },
    "ok",
    "1 stored Twilio token is encrypted with ENCRYPTION_KEY, and none otherwise.",
    null,
  ],
  [
    "tokens under an old key",
    encryptionKeys,
    withData({ keys: [{ keyId: "old", tokens: 2 }] }),
    "warning",
    "2 stored Twilio tokens are still encrypted with an old key.",
    "lineman keys rotate",
  ],
  [
    "tokens under a key that is not there",
    encryptionKeys,
    withData({ keys: [{ keyId: "lost", tokens: 2 }] }),
    "failed",
    "2 stored Twilio tokens were encrypted with lost",
    'so are those tokens: what only they can look at stays "cannot tell". Clean those numbers up by hand',
  ],
  ["no job that waits", queue, means(), "ok", "No job waits.", null],
  ["a job that is just due", queue, waiting(119), "ok", "Jobs are begun in time.", null],
  [
    "a job that nobody begins",
    queue,
    waiting(180),
    "warning",
    "(sync_alert) has waited for 3 min",
    "none is lost",
  ],
  ["a bot that is ready", runningBot, means(), "ok", "The bot on port 3000 is ready.", null],
  [
    "no bot",
    runningBot,
    means({ askBot: async () => null }),
    "warning",
    "No bot answers on port 3000",
    "lineman start",
  ],
  [
    "another program on the port",
    runningBot,
    means({ askBot: async () => "stranger" }),
    "warning",
    "Another program than a bot of Lineman listens on port 3000",
    "PORT",
  ],
  [
    "a desk that is closed",
    database,
    closed(new DeskClosed("There is no database in ./data yet.", "`lineman migrate` makes one.")),
    "failed",
    "There is no database in ./data yet.",
    "`lineman migrate` makes one.",
  ],
  [
    "a desk that is closed for a reason of its own",
    database,
    closed(new DeskClosed("It needs PostgreSQL 14 or later.", null)),
    "failed",
    "It needs PostgreSQL 14 or later.",
    "Check DATABASE_URL",
  ],
  [
    "a database that breaks off",
    database,
    closed("gone"),
    "failed",
    "could not be looked at: gone",
    "DATABASE_URL",
  ],
  [
    "what is in a database that cannot be opened",
    migrations,
    closed(new Error("gone")),
    "warning",
    "Not known while the database cannot be looked at.",
    "Put right what `database` says.",
  ],
];

describe("the doctor", () => {
  it.each(FINDINGS)("on %s", (_situation, ...found) => expectFinding(...found));

  it("asks nothing about the clock of an embedded database, which is this host's", async () => {
    expect(await databaseClock.look(closed(new Error("gone")))).toBeNull();
  });

  it("goes on where a check breaks off", async () => {
    const broken = { name: "broken", look: () => Promise.reject("gone") };
    expect(await runChecks(means(), [broken, slackSocket, queue])).toEqual([
      {
        name: "broken",
        outcome: "failed",
        what: "It could not be looked at: gone",
        fix: expect.stringContaining("Run the doctor again"),
      },
      { name: "queue", outcome: "ok", what: "No job waits.", fix: null },
    ]);
  });
});
