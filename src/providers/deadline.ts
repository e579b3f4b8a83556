import type { CallLimits } from "../operations/ports/providers.ts";

/** The time for a call to a provider ran out; the request may still take effect there. */
export class DeadlinePassed extends Error {}

/** A signal that fires when a call's time is over. A budget that is used up, or a fraction, is fine. */
export function deadlineOf(limits: CallLimits): AbortSignal {
  return AbortSignal.timeout(Math.max(0, Math.ceil(limits.timeoutMs)));
}

/** Waits for `work` until `deadline` fires, then throws DeadlinePassed and lets the work go on unheard. */
export function beforeDeadline<T>(deadline: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const late = () => reject(new DeadlinePassed());
    if (deadline.aborted) late();
    deadline.addEventListener("abort", late, { once: true });
    work.then(resolve, reject).finally(() => deadline.removeEventListener("abort", late));
  });
}
