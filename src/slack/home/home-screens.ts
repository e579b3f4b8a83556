import type { HomeDrawing, HomeScreens } from "../../operations/ports/home-screens.ts";
import { denialText } from "../messages/denial-text.ts";
import type { Messenger } from "../messenger.ts";
import type { OnCall } from "../on-call.ts";
import { type FailureReason, SlackCallFailed } from "../slack-failure.ts";
import { homeNotice, homeView } from "./home-view.ts";

/** So long to wait where Slack does not say for how long. */
const UNREACHABLE_RETRY_MS = 10_000;

/** People's App Homes in Slack. Whoever may not look (any more) is told so once, instead of what was there. */
export function createHomeScreens({
  messenger,
  onCall,
}: {
  messenger: Pick<Messenger, "publishHome">;
  onCall: OnCall;
}): HomeScreens {
  return {
    async draw(status, hash) {
      const { userId } = status;
      try {
        const permission = await onCall.permit(userId, "look");
        if (!permission.granted) {
          const { denial } = permission;
          if (denial.why === "cannot_check") return delayed(denial.reason);
          const text = denialText(denial, { right: "look", onCall: onCall.mention });
          await messenger.publishHome(userId, homeNotice(text), null);
          return { drawing: "refused" };
        }
        const published = await messenger.publishHome(userId, homeView(status), hash);
        return published === null ? { drawing: "conflict" } : { drawing: "shown", hash: published };
      } catch (error) {
        if (!(error instanceof SlackCallFailed) || error.reason.kind === "refused") throw error;
        return delayed(error.reason);
      }
    },
  };
}

function delayed(reason: FailureReason): HomeDrawing {
  const retryAfterMs = reason.kind === "rate_limited" ? reason.retryAfterMs : UNREACHABLE_RETRY_MS;
  return { drawing: "delayed", retryAfterMs };
}
