import type { Cast } from "../cast.ts";

/** One race on a number of its own: what was not as it must be; nothing where one won and the other was told so. */
export type Race = (cast: Cast, index: number) => Promise<string[]>;
