import { FIRST_CHOICE, type HomeChoice, isHomeFilter } from "../../domain/home-choice.ts";
import { explainFailure } from "../explain-failure.ts";
import type { ButtonListener, EventListener } from "../interactions.ts";
import { denialOf } from "../permission.ts";
import type { SlackDeps } from "../slack-deps.ts";
import { parseHomeChoice } from "./choice-value.ts";
import { homeNotice } from "./home-view.ts";

/** app_home_opened also comes for the Messages tab, which is not ours. */
export const openHome: EventListener = async ({ user, tab }, deps) => {
  if (tab === "home" && typeof user === "string") await showHome(user, null, deps);
};

/** Refresh, Previous and Next: each carries what it leads to. */
export const turnHome: ButtonListener = ({ asker, value }, deps) =>
  showHome(asker.userId, parseHomeChoice(value), deps);

/** The menu that says what is shown: from its first page on. */
export const filterHome: ButtonListener = ({ asker, choice }, deps) => {
  const filter = choice !== null && isHomeFilter(choice) ? choice : FIRST_CHOICE.filter;
  return showHome(asker.userId, { filter, page: 1 }, deps);
};

/** Draws Home for one person: what they may see, or why they do not. */
async function showHome(userId: string, choice: HomeChoice | null, deps: SlackDeps): Promise<void> {
  const refusal = await drawn(userId, choice, deps).catch((error: unknown) => explainFailure(error, deps));
  if (refusal !== null) await deps.messenger.publishHome(userId, homeNotice(refusal), null);
}

async function drawn(userId: string, choice: HomeChoice | null, deps: SlackDeps): Promise<string | null> {
  const denial = await denialOf(deps, userId, "look");
  if (denial === null) await deps.operations.showHome(userId, choice);
  return denial;
}
