/** What Lineman tells somebody is so. */
export const ACKNOWLEDGED = ["recorded", "corrupted", "deleted", "force_deleted"] as const;
export type Acknowledged = (typeof ACKNOWLEDGED)[number];

/** What the outside was told, number by number: none of it may be lost afterwards, whoever was killed. */
export interface Ledger {
  note(id: number, acknowledged: Acknowledged): void;
  of(acknowledged: Acknowledged): number[];
  /** How much was told altogether. */
  size(): number;
}

/** An empty ledger. */
export function createLedger(): Ledger {
  const entries: [number, Acknowledged][] = [];
  return {
    note: (id, acknowledged) => void entries.push([id, acknowledged]),
    of: (acknowledged) => entries.filter(([, each]) => each === acknowledged).map(([id]) => id),
    size: () => entries.length,
  };
}
