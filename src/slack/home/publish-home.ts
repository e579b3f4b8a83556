import { explainFailure } from "../explain-failure.ts";
import type { ButtonListener, EventListener } from "../interactions.ts";
import { denialOf } from "../permission.ts";
import type { SlackDeps } from "../slack-deps.ts";
import { homeNotice, homeView } from "./home-view.ts";

/** app_home_opened also comes for the Messages tab, which is not ours. */
export const openHome: EventListener = async ({ user, tab }, deps) => {
  if (tab === "home" && typeof user === "string") await publishHome(user, deps);
};

/** The Refresh button of Home. */
export const refreshHome: ButtonListener = ({ asker }, deps) => publishHome(asker.userId, deps);

/** Draws Home for one person: what they may see, or why they may not. */
async function publishHome(userId: string, deps: SlackDeps): Promise<void> {
  await deps.messenger.publishHome(userId, await contentFor(userId, deps));
}

async function contentFor(userId: string, deps: SlackDeps) {
  try {
    const denial = await denialOf(deps, userId, "look");
    return denial === null ? homeView(await deps.operations.homeStatus()) : homeNotice(denial);
  } catch (error) {
    return homeNotice(explainFailure(error, deps));
  }
}
