import type { Cast } from "./cast.ts";
import { STORIES } from "./stories.ts";

/** Numbers that live their lives side by side, one story after the other. */
export interface Workload {
  /** No new stories; resolves when those under way have ended. */
  finish(): Promise<void>;
  /** Stories that have ended as they should. */
  told(): number;
  /** Those that have not, each with why. */
  failed(): string[];
}

/** Keeps `abreast` stories going. */
export function startWorkload(cast: Cast, abreast: number): Workload {
  let finishing = false;
  let begun = 0;
  let told = 0;
  const failed: string[] = [];
  const tellOn = async () => {
    while (!finishing) {
      const story = STORIES[begun % STORIES.length];
      begun += 1;
      await story?.(cast).then(
        () => {
          told += 1;
        },
        (error: unknown) => void failed.push(error instanceof Error ? error.message : String(error)),
      );
    }
  };
  const running = Array.from({ length: abreast }, tellOn);
  return {
    async finish() {
      finishing = true;
      await Promise.all(running);
    },
    told: () => told,
    failed: () => failed,
  };
}
