import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase } from "./database.ts";

interface BotDatabase {
  env: Record<string, string>;
  close(): Promise<void>;
}

/** The two databases that a bot of its own process runs on, for `describe.each`; `open` gives a place without any table. */
export const BOT_DATABASES: { kind: string; open: () => Promise<BotDatabase> }[] = [
  {
    kind: "PostgreSQL",
    open: async () => {
      const { url, drop } = await createTestDatabase({ migrated: false });
      return { env: { DATABASE_URL: url }, close: drop };
    },
  },
  {
    kind: "the embedded database",
    open: async () => {
      const directory = await mkdtemp(join(tmpdir(), "lineman-e2e-"));
      return {
        env: { DATA_DIR: directory },
        close: () => rm(directory, { recursive: true, force: true }),
      };
    },
  },
];
