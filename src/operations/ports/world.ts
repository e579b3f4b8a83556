/** Time and chance are inputs. */
export interface Clock {
  now(): Date;
  sleep(ms: number): Promise<void>;
}

export interface Ids {
  /** A random UUID. */
  uuid(): string;
  /** A number in [0, 1), for jitter. */
  random(): number;
}

/** Writes what nobody expected, once; never secrets. */
export interface Log {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
}
