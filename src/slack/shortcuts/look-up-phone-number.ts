import type { ShortcutListener } from "../interactions.ts";
import { openWindow } from "../open-window.ts";
import { loadingLookUpView, lookUpNotice, lookUpView, MOST_LOOKED_UP } from "../views/look-up-view.ts";
import { findMentions } from "./find-mentions.ts";

/** "Look up phone number" on a message: shows what is known of every number and id in it. */
export const lookUpPhoneNumber: ShortcutListener = async ({ message, triggerId, asker }, deps) => {
  await openWindow(
    {
      triggerId,
      asker,
      right: "look",
      loading: loadingLookUpView(),
      notice: lookUpNotice,
      draw: async () => {
        const mentions = findMentions(message);
        const phoneNumbers = mentions.phoneNumbers.slice(0, MOST_LOOKED_UP);
        const sids = mentions.sids.slice(0, MOST_LOOKED_UP - phoneNumbers.length);
        const found = await deps.operations.lookUpMentions({ phoneNumbers, sids });
        const mentioned = mentions.phoneNumbers.length + mentions.sids.length;
        return lookUpView(found, mentioned - phoneNumbers.length - sids.length);
      },
    },
    deps,
  );
};
