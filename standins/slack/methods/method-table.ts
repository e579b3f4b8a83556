import type { MethodTable } from "../state.ts";
import { chatMethods } from "./chat.ts";
import { conversationMethods } from "./conversations.ts";
import { peopleMethods } from "./people.ts";
import { socketMethods } from "./sockets.ts";
import { viewMethods } from "./views.ts";

/** Every Web API method the stand-in knows; any other is a violation. */
export const methods: MethodTable = {
  ...peopleMethods,
  ...chatMethods,
  ...conversationMethods,
  ...viewMethods,
  ...socketMethods,
};
