import { type Html, html } from "./html.ts";

/** Lineman's sign: a pole with two crossarms. */
export function appIcon(): Html {
  return html`<svg class="icon" viewBox="0 0 36 36" aria-hidden="true"><rect width="36" height="36" rx="8" fill="#1f3a4d"/><path d="M18 6v24M8 11h20M11 17h14M8 11v-2M28 11v-2M11 17v-2M25 17v-2" stroke="#ffd166" stroke-width="2.4" stroke-linecap="round" fill="none"/></svg>`;
}
