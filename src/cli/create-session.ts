import type { Config } from "../config.ts";
import type { OpenDesk } from "../dial-bot.ts";
import type { Log } from "../operations/ports/world.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import type { OnInterrupt } from "./interrupts.ts";
import { type Session, systemUser } from "./session.ts";
import { Interrupted, type Terminal } from "./terminal.ts";

/** A session, and how it ended. */
export interface OpenSession extends Session {
  /** Null: the process goes on, and ends itself. */
  exitCode(): ExitCode | null;
}

interface SessionMeans {
  isJson: () => boolean;
  /** Called when a command needs it: `--help` works without any. */
  loadConfig: () => Config;
  /** Opens a desk elsewhere than the configuration says. */
  open?: (options: { asItIs?: boolean }) => Promise<OpenDesk>;
}

/** What commands work with, over the configuration of this process. */
export function createSession(terminal: Terminal, { isJson, loadConfig, open }: SessionMeans): OpenSession {
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
  const openConfigured = async (options: { asItIs?: boolean }) => {
    const { openDesk } = await import("../open-desk.ts");
    return openDesk(config(), await log(), options);
  };
  return {
    terminal,
    isJson,
    config,
    async atDesk(work, options = {}) {
      const opening = (open ?? openConfigured)(options);
      const stopped: OnInterrupt = (stop) => stop(new Interrupted());
      try {
        const desk = await terminal.during(() => opening, stopped);
        return await terminal.during(() => work(desk), stopped);
      } finally {
        // Also what was stopped gives the data directory back.
        const opened = await opening.catch(() => null);
        await opened?.close();
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
