import type { Json, SlackAnswer } from "./wire.ts";

/** One Web API call or response_url post, in order of arrival. */
export interface RecordedCall {
  /** Method name, or "response_url". */
  method: string;
  /** Arguments with blocks, attachments, metadata and view parsed. */
  args: Json;
  /** Milliseconds since the epoch. */
  at: number;
  /** What was answered; unset while the call is under way, and for ever when its answer was withheld. */
  answer?: SlackAnswer;
  httpStatus?: number;
  /** Of a 429. */
  retryAfterSeconds?: number;
  /** The fault that met this call. */
  fault?: string;
}

/** Something a correct app never does (a violation), or should not do (a warning). */
export interface Remark {
  kind: string;
  method: string;
  detail: string;
  at: number;
}

export interface UntilOptions {
  /** Default 5000. */
  timeoutMs?: number;
  /** Said in the failure: what was waited for. */
  label?: string;
}

/** What `until` resolves with: the value without its falsy kinds. */
export type Truthy<T> = Exclude<T, false | 0 | "" | null | undefined>;

/** How often a condition is asked again when nothing reaches Slack, for what it reads elsewhere. */
const askAgainMs = 50;

/** Remembers what reached the stand-in, and wakes those who wait for it. */
export class Journal {
  readonly calls: RecordedCall[] = [];
  readonly violations: Remark[] = [];
  readonly warnings: Remark[] = [];
  readonly #listeners = new Set<() => void>();

  record(method: string, args: Json): RecordedCall {
    const call: RecordedCall = { method, args, at: Date.now() };
    this.calls.push(call);
    this.changed();
    return call;
  }

  violation(kind: string, method: string, detail: string): void {
    this.violations.push({ kind, method, detail, at: Date.now() });
  }

  warning(kind: string, method: string, detail: string): void {
    this.warnings.push({ kind, method, detail, at: Date.now() });
  }

  /** Tells everybody who waits that a call or the state of a screen has changed. */
  changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  /** Calls `listener` on every change until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Resolves with the first truthy value of `condition`, which is asked again on every change, and every 50 ms for
   * what it reads elsewhere; throwing counts as no.
   */
  until<T>(condition: () => T, options: UntilOptions = {}): Promise<Truthy<T>> {
    const timeoutMs = options.timeoutMs ?? 5_000;
    return new Promise((resolve, reject) => {
      let lastError: unknown;
      const finish = (): void => {
        clearTimeout(timer);
        clearInterval(again);
        stop();
      };
      const look = (): void => {
        try {
          const value = condition();
          if (!value) return;
          finish();
          resolve(value as Truthy<T>);
        } catch (error) {
          lastError = error;
        }
      };
      const stop = this.onChange(look);
      const again = setInterval(look, askAgainMs);
      const timer = setTimeout(() => {
        finish();
        reject(new Error(this.#explain(timeoutMs, options.label ?? String(condition), lastError)));
      }, timeoutMs);
      look();
    });
  }

  #explain(timeoutMs: number, label: string, lastError: unknown): string {
    const lines = this.calls.slice(-10).map((call) => {
      const outcome = call.answer
        ? call.answer.ok
          ? "ok"
          : (call.answer.error ?? call.httpStatus)
        : "no answer";
      return `  ${call.method} -> ${call.fault ?? outcome} ${JSON.stringify(call.args).slice(0, 160)}`;
    });
    const seen = lines.length > 0 ? `last calls:\n${lines.join("\n")}` : "nothing was called";
    const thrown = lastError ? `\nthe condition last threw: ${String(lastError)}` : "";
    return `not within ${timeoutMs} ms: ${label}\n${seen}${thrown}`;
  }
}
