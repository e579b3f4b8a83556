import { availableParallelism } from "node:os";
import { startPostgres } from "../test/support/start-postgres.ts";
import { runKills } from "./kills.ts";
import { runRaces } from "./races.ts";
import { writeSection } from "./reliability-page.ts";
import { held, type PartReport, sectionOf } from "./report.ts";
import { runSlackOutage } from "./slack-outage.ts";
import { runSoak } from "./soak.ts";
import { runStorm } from "./storm.ts";

// What Lineman promises under failure, with real processes on a real PostgreSQL: `npm run chaos [-- PART ...]`. Prints what was
// found, writes it to docs/reliability.md, and ends with 1 where a promise did not hold. SOAK_MINUTES: how long the soak is.

const say = (progress: string) => console.error(progress);
const PARTS: Record<string, (adminUrl: string) => Promise<PartReport>> = {
  kills: (url) => runKills(url, { kills: 200, say }),
  races: (url) => runRaces(url, { times: 100, say }),
  outage: (url) => runSlackOutage(url, { corruptions: 50, outageMs: 10 * 60_000 }),
  storm: (url) => runStorm(url, { numbers: 10_000, withinMs: 60_000 }),
  soak: (url) => runSoak(url, { perSecond: 20, minutes: Number(process.env["SOAK_MINUTES"] ?? 60), say }),
};
const names = Object.keys(PARTS);
const wanted = process.argv.length > 2 ? process.argv.slice(2) : names;
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(", ")}. There are: ${names.join(", ")}.`);
  process.exit(2);
}

const postgres = await startPostgres();
let allHeld = true;
for (const name of wanted) {
  const begun = performance.now();
  const report = await PARTS[name]?.(postgres.adminUrl);
  if (report === undefined) continue;
  const on = `on ${new Date().toISOString().slice(0, 10)} with ${availableParallelism()} cores, Node ${process.versions.node}`;
  const section = sectionOf(report, { ms: performance.now() - begun, on });
  console.log(`${section}\n`);
  writeSection(name, section, names);
  allHeld &&= held(report);
}
await postgres.stop();
console.log(allHeld ? "Every promise held." : "NOT every promise held.");
process.exit(allHeld ? 0 : 1);
