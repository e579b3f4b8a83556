import { dueJobs } from "./jobs/due-jobs.ts";
import type { Deps } from "./operations/deps.ts";
import { createCountNumbers } from "./operations/home/count-numbers.ts";
import type { Figures } from "./operations/ports/figures.ts";
import { readOpenFigures } from "./persistence/open-figures.ts";

interface FiguresDeps extends Pick<Deps, "database" | "clock"> {
  pool: { query(sql: string): Promise<{ rows: unknown[] }> };
}

/** How things stand, for /metrics: six short queries, however much there is. */
export function createReadFigures({ pool, database, clock }: FiguresDeps): () => Promise<Figures> {
  const countNumbers = createCountNumbers({ database, clock });
  return async () => {
    const { active, deleting, corrupted } = await countNumbers();
    return {
      numbers: { active, deleting, corrupted },
      ...(await readOpenFigures(pool)),
      dueJobs: await dueJobs(pool),
    };
  };
}
