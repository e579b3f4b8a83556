import { createDatabase, type StoredDatabase } from "../../src/persistence/create-database.ts";
import { openDatabase } from "../../src/persistence/open-database.ts";
import { createJobRecorder, type OpenStore, openPostgres, openStore } from "./open-store.ts";

export interface Replicas {
  first: OpenStore;
  /** Many tries at once, spread over both replicas. */
  race<T>(tries: number, attempt: (replica: StoredDatabase, index: number) => Promise<T>): Promise<T[]>;
  both: [StoredDatabase, StoredDatabase];
  close(): Promise<void>;
}

/** Two clients of one PostgreSQL database, each with a pool of its own, as two replicas have. */
export async function openReplicas(): Promise<Replicas> {
  const first = await openStore(openPostgres);
  if (first.url === null) throw new Error("replicas need a server");
  const { pool, close } = await openDatabase({ databaseUrl: first.url, dataDir: "" });
  const second = createDatabase({ pool, secretBox: first.secretBox, jobs: createJobRecorder() });
  const both: Replicas["both"] = [first.database, second];
  return {
    first,
    both,
    race: (tries, attempt) =>
      Promise.all(Array.from({ length: tries }, (_, index) => attempt(both[index % 2 === 0 ? 0 : 1], index))),
    close: async () => {
      await close();
      await first.close();
    },
  };
}
