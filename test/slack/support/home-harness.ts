import { vi } from "vitest";
import { createHomeStatus } from "../../../src/operations/home-status.ts";
import { createHomesChanged } from "../../../src/operations/homes-changed.ts";
import type { Connection } from "../../../src/operations/ports/connections.ts";
import type { HomeScreens } from "../../../src/operations/ports/home-screens.ts";
import { createPublishHomes } from "../../../src/operations/publish-homes.ts";
import { createShowHome } from "../../../src/operations/show-home.ts";
import { createShowNumber } from "../../../src/operations/show-number.ts";
import type { ShownView } from "../../../standins/slack/wire.ts";
import { createMemoryDatabase, type MemoryDatabase } from "../../support/memory-database.ts";
import { recordCorrupted } from "../../support/new-number.ts";
import { CONNECTED } from "./home-status.ts";
import { quickClock, type SlackHarness, startSlackHarness } from "./slack-harness.ts";

export interface HomeHarness extends SlackHarness {
  database: MemoryDatabase;
  clock: ReturnType<typeof quickClock>;
  homesChanged: () => Promise<void>;
  publishHomes: ReturnType<typeof createPublishHomes>;
  /** A corrupted number with an open incident. */
  open(label?: string): Promise<Awaited<ReturnType<typeof recordCorrupted>>>;
  homeOf(userId: string): ShownView | undefined;
  /** Everything that the person's Home says. */
  textOf(userId: string): string;
  /** Does something that draws the person's Home, and waits until that is done. */
  drawn(userId: string, act: () => Promise<unknown>): Promise<ShownView>;
  /** Opens Home and waits until it is drawn. */
  opened(userId: string): Promise<ShownView>;
  /** How often a Home of this person was drawn. */
  drawnFor(userId: string): number;
}

/** The real operations of Home over a database in memory, behind the real surface. Time stands still. */
export async function startHomeHarness(
  options: { connections?: readonly Connection[] } = {},
): Promise<HomeHarness> {
  const clock = quickClock();
  const database = createMemoryDatabase({ now: clock.now });
  let screens: HomeScreens | null = null;
  const deps = {
    database,
    clock,
    connections: options.connections ?? CONNECTED.map((report) => async () => report),
    homes: { draw: (...given: Parameters<HomeScreens["draw"]>) => screens!.draw(...given) },
  };
  const homeStatus = createHomeStatus(deps);
  const publishHomes = createPublishHomes(deps, homeStatus);
  const homesChanged = createHomesChanged(deps);
  const harness = await startSlackHarness({
    clock,
    operations: (fake) => ({
      ...fake,
      homeStatus,
      publishHomes,
      homesChanged,
      showHome: createShowHome(deps, homeStatus),
      showNumber: createShowNumber(deps),
    }),
  });
  screens = harness.bot.homes;
  const { slack } = harness;
  const drawnFor = (userId: string) =>
    slack.callsOf("views.publish").filter(({ args, answer }) => args["user_id"] === userId && answer?.ok)
      .length;
  const drawn = async (userId: string, act: () => Promise<unknown>) => {
    const before = drawnFor(userId);
    await act();
    await slack.until(() => drawnFor(userId) > before && slack.homeOf(userId) !== undefined);
    await vi.waitFor(
      async () => {
        const known = (await database.homeViews.find(userId))?.hash;
        if (known !== slack.homeOf(userId)?.hash) throw new Error("what was drawn is not written down yet");
      },
      { timeout: 20_000 },
    );
    return slack.homeOf(userId)!;
  };
  return {
    ...harness,
    database,
    clock,
    homesChanged,
    publishHomes,
    open: (label = "Support Line") => recordCorrupted(database, { label }),
    homeOf: (userId) => slack.homeOf(userId),
    textOf: (userId) => JSON.stringify(slack.homeOf(userId)?.blocks ?? []),
    drawn,
    opened: (userId) => drawn(userId, () => slack.person(userId).openHome()),
    drawnFor,
  };
}
