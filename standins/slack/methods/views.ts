import { viewRefusal } from "../block-kit/check-view.ts";
import { type MethodTable, refused } from "../state.ts";
import { openView, publishHome, pushView, redrawView } from "../view-desk.ts";
import { stringAt } from "../wire.ts";
import { findUser } from "../workspace.ts";

/** views.* on top of emulate; trigger ids, the stack and closing are ours, since emulate cannot close a view. */
export const viewMethods: MethodTable = {
  "views.open": {
    run: (args, state) => {
      const refusal = viewRefusal(args["view"], "modal");
      if (refusal) return refusal;
      const trigger = state.triggers.redeem(stringAt(args, "trigger_id"));
      if (typeof trigger === "string") return refused(trigger);
      return openView(state, trigger.user, args["view"]);
    },
  },
  "views.push": {
    run: (args, state) => {
      const refusal = viewRefusal(args["view"], "modal");
      if (refusal) return refusal;
      const trigger = state.triggers.redeem(stringAt(args, "trigger_id"));
      if (typeof trigger === "string") return refused(trigger);
      const below = trigger.viewId ? state.screens.find(trigger.viewId) : undefined;
      return below?.type === "modal" ? pushView(state, below, args["view"]) : refused("view_not_found");
    },
  },
  "views.update": {
    settle: (args, state) => state.submitting.settled(stringAt(args, "view_id")),
    run: (args, state) => {
      const byId = state.screens.find(stringAt(args, "view_id"));
      const externalId = stringAt(args, "external_id");
      const shown = byId ?? (externalId ? state.screens.findByExternalId(externalId) : undefined);
      if (!shown) return refused("not_found");
      const refusal = viewRefusal(args["view"], shown.type);
      if (refusal) return refusal;
      return redrawView(state, shown, args["view"], stringAt(args, "hash"));
    },
  },
  "views.publish": {
    run: (args, state) => {
      const user = findUser(state.workspace, stringAt(args, "user_id"));
      if (!user) return refused("user_not_found");
      const refusal = viewRefusal(args["view"], "home");
      if (refusal) return refusal;
      return publishHome(state, user.id, args["view"], stringAt(args, "hash"));
    },
  },
};
