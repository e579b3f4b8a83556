/** One thing that is wrong with one variable, and what to do about it. Never holds a variable's value. */
export interface ConfigFault {
  variable: string;
  problem: string;
  fix: string;
}

/** The configuration cannot be used. Holds every fault, so that one restart is enough. */
export class ConfigError extends Error {
  readonly code = "invalid_config";
  readonly faults: readonly ConfigFault[];
  constructor(faults: readonly ConfigFault[]) {
    super(faults.map(({ variable, problem }) => `${variable} ${problem}`).join("; "));
    this.faults = faults;
  }

  /** As it is read at a terminal. */
  override toString(): string {
    const count = this.faults.length === 1 ? "1 fault" : `${this.faults.length} faults`;
    const lines = this.faults.map(({ variable, problem, fix }) => `  ${variable} ${problem}\n      ${fix}\n`);
    return [
      `Lineman cannot start: ${count} in the configuration.`,
      "",
      ...lines,
      "Variables are read from the environment and from the file .env. Nothing was started or changed.",
    ].join("\n");
  }
}
