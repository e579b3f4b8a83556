import { FIRST_CHOICE, isHomeFilter } from "../domain/home-choice.ts";
import type { HomeView, HomeViews } from "../operations/ports/home-views.ts";
import type { HomeViewModel } from "./generated/models.ts";
import type { Queries } from "./prisma-client.ts";

function toHomeView({ userId, openedAt, publishedAt, hash, filter, page }: HomeViewModel): HomeView {
  const choice = isHomeFilter(filter) ? { filter, page } : FIRST_CHOICE;
  return { userId, openedAt, publishedAt, hash, ...choice };
}

/** Who has App Home open. Every statement is one of its own: nobody waits for a transaction that draws something. */
export function createHomeViews(queries: Queries): HomeViews {
  const { homeView: table } = queries;
  return {
    async use(userId, at, wish) {
      const used = { openedAt: at, publishedAt: at, behind: false };
      const chosen = "choice" in wish ? { filter: wish.choice.filter, page: wish.choice.page } : null;
      if (chosen === null) {
        const where = { userId, openedAt: { gte: "keptSince" in wish ? wish.keptSince : at } };
        const [kept] = await table.updateManyAndReturn({ where, data: used });
        if (kept !== undefined) return toHomeView(kept);
      }
      const data = { ...used, ...(chosen ?? FIRST_CHOICE) };
      return toHomeView(await table.upsert({ where: { userId }, create: { userId, ...data }, update: data }));
    },
    async find(userId) {
      const row = await table.findUnique({ where: { userId } });
      return row && toHomeView(row);
    },
    async shown(userId, hash) {
      await table.updateMany({ where: { userId }, data: { hash } });
    },
    async forget(userId) {
      await table.deleteMany({ where: { userId } });
    },
    async markBehind(usedSince) {
      const isWatched = { openedAt: { gte: usedSince } };
      // Only those that are not marked yet: in a storm every change comes here.
      await table.updateMany({ where: { ...isWatched, behind: false }, data: { behind: true } });
      return (await table.findFirst({ where: { ...isWatched, behind: true } })) !== null;
    },
    async listBehind(usedSince, limit) {
      const rows = await table.findMany({
        where: { behind: true, openedAt: { gte: usedSince } },
        orderBy: [{ publishedAt: "asc" }, { userId: "asc" }],
        take: limit,
      });
      return rows.map(toHomeView);
    },
    async take(userId, publishedAt, at) {
      const [row] = await table.updateManyAndReturn({
        where: { userId, publishedAt, behind: true },
        data: { publishedAt: at, behind: false },
      });
      return row === undefined ? null : toHomeView(row);
    },
    async putBack(userId) {
      await table.updateMany({ where: { userId }, data: { behind: true } });
    },
  };
}
