import { Journal } from "./journal.ts";
import { MessageBoard } from "./messages.ts";
import { Pace } from "./pace.ts";
import { ResponseUrls } from "./response-urls.ts";
import { Screens } from "./screens.ts";
import { SocketDesk } from "./socket/socket-desk.ts";
import type { SlackState } from "./state.ts";
import { Submitting } from "./submitting.ts";
import { Triggers } from "./triggers.ts";
import type { SlackWorkspace } from "./workspace.ts";

/** A Slack in which nothing has happened yet. `sockets`: whose they are, and how often Slack pings them. */
export function createState(
  workspace: SlackWorkspace,
  engine: SlackState["engine"],
  origin: string,
  sockets: { appId: string; pingEveryMs: number },
): SlackState {
  const journal = new Journal();
  let ids = 0;
  let stamps = 500_000;
  let turn: Promise<unknown> = Promise.resolve();
  return {
    workspace,
    engine,
    origin,
    journal,
    sockets: new SocketDesk({ journal, ...sockets }),
    board: new MessageBoard(),
    screens: new Screens(),
    triggers: new Triggers(),
    responseUrls: new ResponseUrls(),
    pace: new Pace(),
    submitting: new Submitting(),
    exclusively: (change) => {
      const done = turn.then(change);
      turn = done.catch(() => undefined);
      return done;
    },
    nextId: () => {
      ids += 1;
      return `=${ids.toString(36).padStart(4, "0")}`;
    },
    nextTs: () => {
      stamps += 1;
      return `${Math.floor(Date.now() / 1_000)}.${stamps}`;
    },
  };
}
