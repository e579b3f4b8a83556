/** What a storm's button carries: ids only, and nothing that is believed without looking it up again. */
export interface StormRef {
  stormId: number;
  /** 1-based; of the window with all numbers. */
  page: number;
}

/** "storm:9:2", for a button's `value`. */
export function stormValue(stormId: number, page = 1): string {
  return `storm:${stormId}:${page}`;
}

/** Null where the text is not one of ours. */
export function parseStormValue(value: string): StormRef | null {
  const match = /^storm:([1-9]\d{0,8}):([1-9]\d{0,5})$/.exec(value);
  return match === null ? null : { stormId: Number(match[1]), page: Number(match[2]) };
}
