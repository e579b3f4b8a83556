/** What goes wrong with a call. Only the "applied" ones do what was asked before the answer is lost. */
export type SlackFault =
  /** `ok: false` with this error; `messages` become response_metadata.messages. */
  | { kind: "error"; error: string; messages?: string[] }
  | { kind: "status"; status: number; body?: string }
  /** HTTP 429 with Retry-After in whole seconds. */
  | { kind: "ratelimited"; retryAfterSeconds: number }
  /** Never answered, nothing done; the connection stays open until the stand-in closes. */
  | { kind: "hang" }
  /** Connection reset, nothing done. */
  | { kind: "reset" }
  | { kind: "applied-then-reset" }
  | { kind: "applied-then-hang" }
  /** Done and answered, but late. */
  | { kind: "slow"; delayMs: number };

export interface FaultOptions {
  /** How many calls it meets; default 1. */
  times?: number;
  /** Only calls whose arguments pass. */
  when?: (args: Record<string, unknown>) => boolean;
}

export interface InjectedFault {
  /** How many calls it will still meet. */
  readonly left: number;
  clear(): void;
}

interface Rule {
  method: string;
  fault: SlackFault;
  left: number;
  when: (args: Record<string, unknown>) => boolean;
}

/** Faults waiting for calls; the oldest that fits is used first. */
export class Faults {
  #rules: Rule[] = [];

  /** `method` is a Web API method, "response_url", or "*" for any. */
  inject(method: string, fault: SlackFault, options: FaultOptions = {}): InjectedFault {
    const rule: Rule = { method, fault, left: options.times ?? 1, when: options.when ?? (() => true) };
    this.#rules.push(rule);
    return {
      get left() {
        return rule.left;
      },
      clear: () => {
        rule.left = 0;
      },
    };
  }

  /** Takes the fault that meets this call, if any. */
  take(method: string, args: Record<string, unknown>): SlackFault | undefined {
    this.#rules = this.#rules.filter((rule) => rule.left > 0);
    const rule = this.#rules.find(
      (each) => (each.method === "*" || each.method === method) && each.when(args),
    );
    if (!rule) return undefined;
    rule.left -= 1;
    return rule.fault;
  }

  clear(): void {
    for (const rule of this.#rules) rule.left = 0;
    this.#rules = [];
  }
}
