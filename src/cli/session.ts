import { userInfo } from "node:os";
import type { Config } from "../config.ts";
import type { DoctorMeans } from "../doctor-means.ts";
import type { importBackup } from "../import-backup.ts";
import type { Desk } from "../local/desk.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { Terminal } from "./terminal.ts";

/** What a command works with. */
export interface Session {
  terminal: Terminal;
  /** `--json`: for machines. */
  isJson(): boolean;
  /** Throws ConfigError with every fault. */
  config(): Config;
  /**
   * Does something at the desk, which is closed afterwards. `asItIs`: also where migrations are pending. Throws DeskClosed, and
   * Interrupted at Ctrl-C where the work does not answer that itself.
   */
  atDesk<T>(work: (desk: Desk) => Promise<T>, options?: { asItIs?: boolean }): Promise<T>;
  /** What the doctor looks with. Throws ConfigError. */
  doctorMeans(): Promise<DoctorMeans>;
  /** Throws ConfigError, VerbFailed, DeskClosed. */
  importBackup(options: Omit<Parameters<typeof importBackup>[1], "log">): ReturnType<typeof importBackup>;
  now(): Date;
  /** The id of the configured ENCRYPTION_KEY. */
  currentKeyId(): Promise<string>;
  /** The system user, who is audited. */
  osUser(): string;
  /** Ends with this code, once the command has returned; 0 where nobody says so. */
  endWith(code: ExitCode): void;
  /** The process goes on after the command has returned, and ends itself. */
  keepRunning(): void;
}

/** A rule said no. The message says what is so, and what would help. */
export class Refused extends Error {
  readonly details: object;
  constructor(message: string, details: object = {}) {
    super(message);
    this.details = details;
  }
}

/** The command line asks for something that cannot be. */
export class UsageError extends Error {}

/** The name of whoever runs this process; its number where the system has no name for it, as in some containers. */
export function systemUser(nameOf: () => string = () => userInfo().username): string {
  try {
    return nameOf();
  } catch {
    return `uid ${process.getuid?.() ?? "unknown"}`;
  }
}
