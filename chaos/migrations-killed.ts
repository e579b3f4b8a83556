import { setTimeout as sleep } from "node:timers/promises";
import type { Finding } from "./judge.ts";
import { openStage } from "./stage.ts";

/**
 * Two replicas start on an empty database, and both are killed on the way; then they start again. What is broken: a database
 * that the next start does not finish. Each round is two kills. `startMs`: what a start takes on the machine of the moment.
 */
export async function killWhileMigrating(
  adminUrl: string,
  { rounds, startMs }: { rounds: number; startMs: number },
): Promise<Finding> {
  const broken: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const stage = await openStage({ adminUrl });
    const { replicas } = stage.fleet;
    try {
      await Promise.all(replicas.map((replica) => replica.spawn()));
      // Evenly over the whole start: reading the code, waiting for the lock, each migration, the queue's own tables.
      await sleep((startMs * (round + Math.random())) / rounds);
      await Promise.all(replicas.map((replica) => replica.kill()));
      await stage.fleet.start();
      const { rows } = await stage.sql.query<{ name: string }>(
        `SELECT migration_name AS name FROM _prisma_migrations GROUP BY 1
         HAVING count(*) <> 1 OR bool_or(finished_at IS NULL)`,
      );
      broken.push(...rows.map(({ name }) => `round ${round}: ${name} was not applied once`));
    } catch (error) {
      broken.push(`round ${round}: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      await stage.close();
    }
  }
  return { promise: "a start that was killed is finished by the next one, each migration once", broken };
}
