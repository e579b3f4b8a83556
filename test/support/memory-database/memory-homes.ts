import { FIRST_CHOICE, type IncidentFilter } from "../../../src/domain/home-choice.ts";
import { compareUrgency, isAgeing, type Urgent, urgencyOf } from "../../../src/domain/urgency.ts";
import type { HomeView, HomeViews } from "../../../src/operations/ports/home-views.ts";
import type { Overview } from "../../../src/operations/ports/overview.ts";
import { publicPart } from "./memory-incidents.ts";
import { replace, type Tables } from "./tables.ts";

/** There are no storms in memory. */
export function createMemoryOverview(tables: () => Tables): Overview {
  const wishOf = (id: number) =>
    [...tables().approvals.values()].find((one) => one.incidentId === id && one.state === "pending") ?? null;
  const open = () =>
    [...tables().incidents.values()]
      .filter(({ closedAt }) => closedAt === null)
      .map((row) => ({ row, urgent: { ...row, wish: wishOf(row.id) } satisfies Urgent }));
  const shows = (urgent: Urgent, filter: IncidentFilter, me: string, now: Date) =>
    ({
      open: true,
      mine: urgencyOf(urgent, me, now) === "mine",
      waiting: urgent.wish !== null,
      unclaimed: urgent.claimedBy === null,
      ageing: isAgeing(urgent, now),
    })[filter];
  const having = (filter: IncidentFilter, me: string, now: Date) =>
    open().filter(({ urgent }) => shows(urgent, filter, me, now));
  return {
    countOpen: async (me, now) => ({
      open: having("open", me, now).length,
      mine: having("mine", me, now).length,
      waiting: having("waiting", me, now).length,
      unclaimed: having("unclaimed", me, now).length,
      ageing: having("ageing", me, now).length,
    }),
    listOpen: async (me, now, filter, { offset, limit }) =>
      having(filter, me, now)
        .sort((a, b) => compareUrgency(a.urgent, b.urgent, me, now))
        .slice(offset, offset + limit)
        .map(({ row, urgent }) => ({
          incident: publicPart(row),
          urgency: urgencyOf(urgent, me, now),
          approval: urgent.wish,
          run:
            [...tables().runs.values()].find(
              (run) => run.phoneNumberId === row.phoneNumberId && run.finishedAt === null,
            ) ?? null,
          message:
            row.alertChannel === null || row.alertTs === null
              ? null
              : { channel: row.alertChannel, ts: row.alertTs },
          inStorm: false,
        })),
    listForceDeleted: async (limit) =>
      [...tables().incidents.values()]
        .filter(({ outcome }) => outcome === "force_deleted")
        .sort((a, b) => Number(b.closedAt) - Number(a.closedAt) || b.id - a.id)
        .slice(0, limit)
        .map(publicPart),
  };
}

/** Who has Home open, outside every transaction. */
export function createMemoryHomeViews(): HomeViews {
  const views = new Map<string, HomeView & { behind: boolean }>();
  const plain = ({ behind: _, ...view }: HomeView & { behind: boolean }): HomeView => view;
  return {
    async use(userId, at, wish) {
      const known = views.get(userId);
      const kept =
        "keptSince" in wish && known !== undefined && known.openedAt >= wish.keptSince ? known : FIRST_CHOICE;
      const { filter, page } = "choice" in wish ? wish.choice : kept;
      const used = { userId, openedAt: at, publishedAt: at, hash: known?.hash ?? null, filter, page };
      views.set(userId, { ...used, behind: false });
      return used;
    },
    async find(userId) {
      const view = views.get(userId);
      return view === undefined ? null : plain(view);
    },
    shown: async (userId, hash) =>
      void replace(
        views,
        userId,
        () => true,
        () => ({ hash }),
      ),
    forget: async (userId) => void views.delete(userId),
    async markBehind(usedSince) {
      const watched = [...views.values()].filter(({ openedAt }) => openedAt >= usedSince);
      for (const view of watched) views.set(view.userId, { ...view, behind: true });
      return watched.length > 0;
    },
    listBehind: async (usedSince, limit) =>
      [...views.values()]
        .filter(({ openedAt, behind }) => behind && openedAt >= usedSince)
        .sort((a, b) => Number(a.publishedAt) - Number(b.publishedAt) || (a.userId < b.userId ? -1 : 1))
        .slice(0, limit)
        .map(plain),
    async take(userId, publishedAt, at) {
      const taken = replace(
        views,
        userId,
        (view) => view.behind && view.publishedAt.getTime() === publishedAt.getTime(),
        () => ({ publishedAt: at, behind: false }),
      );
      return taken && plain(taken);
    },
    putBack: async (userId) =>
      void replace(
        views,
        userId,
        () => true,
        () => ({ behind: true }),
      ),
  };
}
