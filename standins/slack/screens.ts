import { keepTyped, stateValues, type Typed } from "./form-state.ts";
import type { ShownView, WireView } from "./wire.ts";

interface Screen {
  user: string;
  view: WireView;
  typed: Typed;
  errors: Record<string, string>;
}

/** Modal stacks and Home tabs as people have them in front of them. */
export class Screens {
  readonly #modals: Screen[] = [];
  readonly #homes = new Map<string, Screen>();

  /** Puts a modal on top of the person's stack. */
  open(user: string, view: WireView): void {
    this.#modals.push({ user, view, typed: new Map(), errors: {} });
  }

  publish(user: string, view: WireView): void {
    const typed = keepTyped(this.#homes.get(user)?.typed ?? new Map(), view.blocks);
    this.#homes.set(user, { user, view, typed, errors: {} });
  }

  /** Redraws an open view; inputs keep their values by block id and action id, field errors go. */
  redraw(viewId: string, view: WireView): void {
    const screen = this.#screen(viewId);
    if (!screen) return;
    screen.view = view;
    screen.typed = keepTyped(screen.typed, view.blocks);
    screen.errors = {};
  }

  close(viewId: string): void {
    const index = this.#modals.findIndex((screen) => screen.view.id === viewId);
    if (index >= 0) this.#modals.splice(index, 1);
  }

  /** Open views of a person's modal stack, bottom first; only those of one stack when its root is given. */
  stackOf(user: string, rootId?: string): ShownView[] {
    return this.#modals
      .filter((screen) => screen.user === user && (!rootId || screen.view.root_view_id === rootId))
      .map(shown);
  }

  homeOf(user: string): ShownView | undefined {
    const home = this.#homes.get(user);
    return home && shown(home);
  }

  /** An open modal or a published Home by id; undefined once it is closed. */
  find(viewId: string): ShownView | undefined {
    const screen = this.#screen(viewId);
    return screen && shown(screen);
  }

  findByExternalId(externalId: string): ShownView | undefined {
    const all = [...this.#modals, ...this.#homes.values()];
    const screen = all.find((each) => each.view.external_id === externalId);
    return screen && shown(screen);
  }

  /** Remembers what the person entered. */
  enter(viewId: string, entered: Typed): void {
    const screen = this.#screen(viewId);
    for (const [key, value] of entered) screen?.typed.set(key, value);
  }

  showErrors(viewId: string, errors: Record<string, string>): void {
    const screen = this.#screen(viewId);
    if (screen) screen.errors = { ...errors };
  }

  #screen(viewId: string): Screen | undefined {
    const homes = [...this.#homes.values()];
    return [...this.#modals, ...homes].find((screen) => screen.view.id === viewId);
  }
}

function shown(screen: Screen): ShownView {
  const state = { values: stateValues(screen.view.blocks, screen.typed) };
  return structuredClone({ ...screen.view, state, user: screen.user, errors: screen.errors });
}
