import { propertyOf } from "../../src/providers/untyped.ts";

/** Holds the real adapters on a short rein: their calls may be given less time, and the process may die after one. */
export interface ProviderReins {
  /** The longest that a call may take, so that a test of a timeout takes no ten seconds. */
  longestCallMs: number;
  /** After so many steps (changes outside) have been applied the process is dead: it never learns of the last. */
  dieAfterSteps: number | null;
  /** Resolves when it has died. */
  died: Promise<void>;
  on<T extends object>(provider: T): T;
}

export function createProviderReins(): ProviderReins {
  let die = () => {};
  let steps = 0;
  const reins: ProviderReins = {
    longestCallMs: Number.POSITIVE_INFINITY,
    dieAfterSteps: null,
    died: new Promise((resolve) => {
      die = resolve;
    }),
    on: (provider) => new Proxy(provider, { get: (target, name) => reined(target, name) }),
  };
  const reined = (target: object, name: string | symbol): unknown => {
    const value: unknown = Reflect.get(target, name);
    if (typeof value !== "function") return value;
    return async (...given: unknown[]): Promise<unknown> => {
      const answer: unknown = await Reflect.apply(value, target, given.map(shortened));
      if (name !== "perform" && name !== "create") return answer;
      steps += 1;
      if (reins.dieAfterSteps === null || steps < reins.dieAfterSteps) return answer;
      reins.dieAfterSteps = null;
      die();
      return new Promise(() => {});
    };
  };
  const shortened = (given: unknown): unknown => {
    const timeoutMs = propertyOf(given, "timeoutMs");
    return typeof timeoutMs === "number" ? { timeoutMs: Math.min(timeoutMs, reins.longestCallMs) } : given;
  };
  return reins;
}
