import type { Config } from "../config.ts";
import type { Log } from "../operations/ports/world.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { type Session, systemUser } from "./session.ts";
import type { Terminal } from "./terminal.ts";

/** A session, and how it ended. */
export interface OpenSession extends Session {
  /** Null: the process goes on, and ends itself. */
  exitCode(): ExitCode | null;
}

/** `loadConfig` is called when a command needs it: `--help` works without any. */
export function createSession(
  terminal: Terminal,
  { isJson, loadConfig }: { isJson: () => boolean; loadConfig: () => Config },
): OpenSession {
  let loaded: Config | null = null;
  let exitCode: ExitCode | null = EXIT.done;
  const config = () => {
    loaded ??= loadConfig();
    return loaded;
  };
  const log = async (): Promise<Log> => {
    const { createQuietLog } = await import("../quiet-log.ts");
    return createQuietLog(config(), terminal.err);
  };
  return {
    terminal,
    isJson,
    config,
    async atDesk(work, options = {}) {
      const { openDesk } = await import("../open-desk.ts");
      const desk = await openDesk(config(), await log(), options);
      try {
        return await work(desk);
      } finally {
        await desk.close();
      }
    },
    async doctorMeans() {
      const { createDoctorMeans } = await import("../doctor-means.ts");
      return createDoctorMeans(config(), await log());
    },
    async importBackup(options) {
      const { importBackup } = await import("../import-backup.ts");
      return importBackup(config(), { ...options, log: await log() });
    },
    now: () => new Date(),
    async currentKeyId() {
      const { currentKeyIdOf } = await import("../current-key-id.ts");
      return currentKeyIdOf(config());
    },
    osUser: () => systemUser(),
    endWith: (code) => {
      exitCode = code;
    },
    keepRunning: () => {
      exitCode = null;
    },
    exitCode: () => exitCode,
  };
}
