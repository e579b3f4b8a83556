import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HomeStatus } from "../../src/operations/home/home-status-value.ts";
import { createHomeStatus } from "../../src/operations/home-status.ts";
import { createHomesChanged } from "../../src/operations/homes-changed.ts";
import { createPublishHomes } from "../../src/operations/publish-homes.ts";
import { createShowHome } from "../../src/operations/show-home.ts";
import type { StoredDatabase } from "../../src/persistence/create-database.ts";
import { recordCorrupted } from "../support/new-number.ts";
import { openReplicas, type Replicas } from "../support/replicas.ts";

let replicas: Replicas;
let offsetMs = 0;
const drawn: HomeStatus[] = [];
beforeAll(async () => {
  replicas = await openReplicas();
});
afterAll(() => replicas.close());

const clock = { now: () => new Date(Date.now() + offsetMs), sleep: async () => {} };
const homes = {
  draw: async (status: HomeStatus) => {
    drawn.push(status);
    return { drawing: "shown", hash: `hash${drawn.length}` } as const;
  },
};
const verbs = (database: StoredDatabase) => {
  const deps = { database, clock, homes, connections: [] };
  const homeStatus = createHomeStatus(deps);
  return {
    showHome: createShowHome(deps, homeStatus),
    homesChanged: createHomesChanged(deps),
    publishHomes: createPublishHomes(deps, homeStatus),
  };
};

describe("two replicas", () => {
  it("draw each Home that is behind once, from facts that hold the change", async () => {
    const people = ["U1", "U2", "U3", "U4", "U5"];
    const [first] = replicas.both;
    for (const userId of people) await verbs(first).showHome(userId, null);
    offsetMs += 60_000;
    const { incident } = await recordCorrupted(first);
    await replicas.race(6, (database) => verbs(database).homesChanged());
    drawn.length = 0;
    await replicas.race(8, (database) => verbs(database).publishHomes());
    expect(drawn.map(({ userId }) => userId).sort()).toEqual(people);
    for (const { list } of drawn)
      expect(list).toMatchObject({ incidents: [{ incident: { id: incident.id } }] });
  });

  it("ask for one job with each change, and for none while nobody looks", async () => {
    replicas.first.jobs.log.length = 0;
    await verbs(replicas.both[0]).homesChanged();
    expect(replicas.first.jobs.log).toEqual(["enqueued: publish_homes", "woken: publish_homes"]);
    offsetMs += 16 * 60_000;
    replicas.first.jobs.log.length = 0;
    await verbs(replicas.both[0]).homesChanged();
    expect(replicas.first.jobs.log).toEqual([]);
  });
});
