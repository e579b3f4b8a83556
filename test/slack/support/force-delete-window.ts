import type { ShownView } from "../../../standins/slack/wire.ts";
import { aResource } from "../../support/factories.ts";
import type { SlackHarness } from "./slack-harness.ts";
import { textOf } from "./windows.ts";

/** A trunk that is proven gone: with nothing else there, nobody needs to tick anything. */
export const trunk = () => aResource("twilio_sip_trunk", { state: "gone" });

/** What people do with the force-delete window of a harness, which may start later than this. */
export function forceDeleteWindow(harness: () => SlackHarness) {
  return {
    /** Opens the window by command and waits until it shows more than "checking". */
    async open(user: string, id = 42): Promise<ShownView> {
      const { slack } = harness();
      await slack.person(user).command("/phone", `force-delete ${id}`);
      return slack.until(() => decided(slack.viewsOf(user).at(-1)));
    },

    /** The window once it shows more than "checking" again. */
    async settled(viewId: string): Promise<ShownView> {
      const { slack } = harness();
      return slack.until(() => decided(slack.openView(viewId)));
    },

    /** Closes every window of this person. */
    async close(user: string): Promise<void> {
      const { slack } = harness();
      for (const view of slack.viewsOf(user)) await slack.person(user).close(view.id);
    },
  };
}

const decided = (view: ShownView | undefined) =>
  view && !textOf(view).includes("Checking every resource") ? view : undefined;
