import { describe, expect, inject, it } from "vitest";
import { runKills } from "../../chaos/kills.ts";
import { runRaces } from "../../chaos/races.ts";
import type { PartReport } from "../../chaos/report.ts";
import { runSlackOutage } from "../../chaos/slack-outage.ts";
import { runStorm } from "../../chaos/storm.ts";

/* `npm run chaos` in short: the same code with smaller figures. docs/reliability.md has the full run. */

const TEST_MS = 300_000;
const brokenIn = ({ findings }: PartReport) => findings.filter(({ broken }) => broken.length > 0);

describe("under failure, with real processes on a real PostgreSQL", () => {
  it(
    "nothing is lost or done twice by kill -9",
    async () => {
      const report = await runKills(inject("postgresAdminUrl"), { kills: 6 });
      expect(brokenIn(report)).toEqual([]);
      expect(report.figures).toMatchObject({
        "kill -9": 6,
        "numbers that lived from record to removal": above(4),
      });
    },
    TEST_MS,
  );

  it(
    "of two replicas one wins each race, and the other caller is told so",
    async () => {
      expect(brokenIn(await runRaces(inject("postgresAdminUrl"), { times: 2 }))).toEqual([]);
    },
    TEST_MS,
  );

  it(
    "an outage of Slack delays alerts, and loses, doubles or disorders none",
    async () => {
      const size = { corruptions: 6, outageMs: 9_000 };
      const report = await runSlackOutage(inject("postgresAdminUrl"), size);
      expect(brokenIn(report)).toEqual([]);
      expect(report.figures).toMatchObject({
        "alerts after it": 6,
        "requests that Slack answered with 429": above(0),
      });
    },
    TEST_MS,
  );

  it(
    "a storm stands in one message within seconds, at Slack's pace",
    async () => {
      const report = await runStorm(inject("postgresAdminUrl"), { numbers: 300, withinMs: 4_000 });
      expect(brokenIn(report)).toEqual([]);
      expect(report.figures).toMatchObject({ "messages in the channel": 1 });
    },
    TEST_MS,
  );
});

/** A figure that tells that something happened at all. */
const above = (least: number) => expect.toSatisfy((figure: number) => figure > least);
