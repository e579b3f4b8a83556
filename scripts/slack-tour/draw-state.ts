import type { Reader } from "../../playground/render/reader.ts";
import { renderHome } from "../../playground/render/render-home.ts";
import { renderMessage } from "../../playground/render/render-message.ts";
import { renderModal } from "../../playground/render/render-modal.ts";
import { defaultWorkspace } from "../../standins/slack/default-workspace.ts";
import { minutesLater, OPENED } from "./facts.ts";
import type { TourState } from "./tour-state.ts";

const { users, usergroups, channels } = defaultWorkspace();

/** Somebody on call, that night, where it is 03:12 when the alert comes. */
const reader: Reader = {
  timeZone: "Europe/London",
  locale: "en-GB",
  now: minutesLater(20),
  names: Object.fromEntries([
    ...users.map(({ id, name }) => [id, name]),
    ...usergroups.map(({ id, handle }) => [id, handle]),
    ...channels.map(({ id, name }) => [id, name]),
  ]),
};

const WIDTH = { channel: 720, answer: 720, modal: 584, home: 720 } as const;

/** The width of the picture in pixels. */
export function widthOf(state: TourState): number {
  return state.width ?? WIDTH[state.surface];
}

/** What is kept beside the picture: everything that it was drawn from. */
export function recordOf(state: TourState): object {
  const faults = state.surface === "modal" && state.faults !== undefined ? { faults: state.faults } : {};
  return { surface: state.surface, width: widthOf(state), ...faults, payload: state.payload() };
}

/** A page with nothing on it but the state. Throws Unsupported. */
export function pageOf(state: TourState, css: string): string {
  const title = state.title.replaceAll(/[<>&]/g, "");
  const frame = state.surface === "modal" ? "padding:28px 32px 40px;background:#ddd" : "padding:8px 0";
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><style>${css}</style><body class="slack" style="${frame}">${markupOf(state)}</body></html>`;
}

function markupOf(state: TourState): string {
  switch (state.surface) {
    case "modal":
      return renderModal(state.payload(), reader, state.faults);
    case "home":
      return renderHome(state.payload(), reader);
    case "channel":
      return renderMessage(state.payload(), { sentAt: state.sentAt ?? OPENED }, reader);
    case "answer":
      return renderMessage(
        state.payload(),
        { sentAt: state.sentAt ?? minutesLater(20), ephemeral: true },
        reader,
      );
  }
}
