import type { HomeView } from "@slack/types";
import { appIcon } from "./app-icon.ts";
import { blocks } from "./blocks.ts";
import { html } from "./html.ts";
import type { Reader } from "./reader.ts";

/** The app's Home tab as HTML. Throws Unsupported. */
export function renderHome(view: HomeView, reader: Reader): string {
  return html`<section class="home" aria-label="App Home"><header>${appIcon()}<h2>Lineman</h2></header><ul class="tabs"><li aria-current="page">Home</li><li>Messages</li><li>About</li></ul><div class="content">${blocks(view.blocks, reader)}</div></section>`
    .markup;
}
