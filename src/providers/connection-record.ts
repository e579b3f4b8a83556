import { type Cause, isAccountWide } from "../domain/cause.ts";
import { ProviderError } from "../domain/errors.ts";
import type { Connection, ConnectionName } from "../operations/ports/connections.ts";

/** What this process has seen of a provider, from the calls that it makes anyway. */
export interface ConnectionRecord {
  succeeded(): void;
  /** A call threw. `isOurs`: it was made with credentials of the installation, so that their refusal counts as well. */
  failed(error: unknown, isOurs: boolean): void;
  /** What is known; where that is old, `probe` is called first and waited for, for a moment. */
  connection: Connection;
}

export interface ConnectionRecordOptions {
  name: ConnectionName;
  now: () => Date;
  /** A cheap call whose outcome is recorded like that of any other; null where there is nobody to ask. */
  probe: (() => Promise<unknown>) | null;
  /** What to say while nobody was asked. */
  unknown: string;
  /** It works now and did not before, or the other way round. */
  onChange: () => void;
}

/** Calls that the provider did not answer, or would not answer in the time that was left. */
const UNANSWERED: readonly Cause[] = ["unavailable", "timeout", "rate_limited"];
/** Of these nobody can tell whether anything was sent, or who answered. */
const TELLS_NOTHING: readonly Cause[] = ["invalid_id", "unexpected"];

/** A provider that was heard of within so long is not asked for App Home's sake. */
const KNOWN_FOR_MS = 5 * 60_000;
/** So long somebody who opens Home waits for a probe; its outcome is recorded when it comes. */
const PROBE_WAIT_MS = 1_000;

/** The last outcome counts, and since when the outcomes have been of its kind. Begins with nothing known. */
export function createConnectionRecord(options: ConnectionRecordOptions): ConnectionRecord {
  const { name, now } = options;
  let seenAt: Date | null = null;
  let heardAt: Date | null = null;
  let state: { state: "ok" | "failing"; since: Date; why: string | null } | null = null;
  let probing: Promise<unknown> | null = null;

  const note = (next: "ok" | "failing", why: string | null) => {
    heardAt = now();
    if (next === "ok") seenAt = heardAt;
    const isChange = state?.state !== next;
    state = { state: next, since: isChange || state === null ? heardAt : state.since, why };
    if (isChange) options.onChange();
  };

  const succeeded = () => note("ok", null);
  const failed = (error: unknown, isOurs: boolean) => {
    if (!(error instanceof ProviderError) || TELLS_NOTHING.includes(error.kind)) return;
    const isRefused = isAccountWide(error.kind) || error.kind === "permission";
    if (UNANSWERED.includes(error.kind) || (isRefused && isOurs)) note("failing", error.message);
    else succeeded();
  };

  const ask = async (probe: () => Promise<unknown>) => {
    probing ??= probe()
      .then(succeeded, (error: unknown) => failed(error, true))
      .finally(() => {
        probing = null;
      });
    let timer: NodeJS.Timeout | undefined;
    const timeUp = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, PROBE_WAIT_MS);
    });
    await Promise.race([probing, timeUp]);
    clearTimeout(timer);
  };

  return {
    succeeded,
    failed,
    async connection() {
      const isOld = heardAt === null || Math.abs(now().getTime() - heardAt.getTime()) > KNOWN_FOR_MS;
      if (isOld && options.probe !== null) await ask(options.probe);
      if (state === null) return { name, state: "unknown", since: null, seenAt, detail: options.unknown };
      return { name, state: state.state, since: state.since, seenAt, detail: state.why };
    },
  };
}
