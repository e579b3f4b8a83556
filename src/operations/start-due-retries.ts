import { AUTOMATIC_RETRY, isPaused, isRetryDue } from "../domain/automatic-retry.ts";
import { Conflict, IllegalTransition, NotFound } from "../domain/errors.ts";
import type { Incident } from "../domain/incident.ts";
import { CLOCKS_APART_MS } from "../domain/is-within.ts";
import type { Deps } from "./deps.ts";
import { eachOnItsOwn } from "./each-on-its-own.ts";
import type { Store } from "./ports/store.ts";
import { beginTeardownIn } from "./teardown/begin-teardown.ts";

type RetryDeps = Pick<Deps, "database" | "clock" | "ids">;

/** At most so many begin with one sweep of one replica: after an outage the workers get them no faster than they can do them. */
const BATCH = 10;
/** A window that was opened longer ago is forgotten, not open: Slack does not always say when one is closed. */
const MODAL_OPEN_MS = 15 * 60_000;

/** Starts the automatic tries that are due and that nothing pauses: as durable teardowns, each by one replica alone. */
export function createStartDueRetries(deps: RetryDeps): () => Promise<void> {
  return async () => {
    const due = await deps.database.incidents.listDueRetries(deps.clock.now(), BATCH);
    await eachOnItsOwn(due, (incident) =>
      deps.database
        .transaction((tx) => startRetry(tx, deps, incident))
        .catch((error: unknown) => {
          // Somebody was faster, or another program made it something else: then nothing of this try has happened.
          if (!isRefusal(error)) throw error;
        }),
    );
  };
}

/** The number is locked before the incident, as everybody does who changes both. */
async function startRetry(tx: Store, deps: RetryDeps, { id, phoneNumberId }: Incident): Promise<void> {
  const number = await tx.numbers.lock(phoneNumberId);
  const incident = await tx.incidents.lock(id);
  const at = deps.clock.now();
  if (incident === null || !isRetryDue(incident, at)) return;
  const openedSince = new Date(at.getTime() - MODAL_OPEN_MS);
  const modalOpen = await tx.modals.isOpen(
    phoneNumberId,
    openedSince,
    new Date(at.getTime() + CLOCKS_APART_MS),
  );
  // What somebody asked a second person to leave where it is must not be removed meanwhile.
  const approvalWaits = (await tx.approvals.pendingOf(id)) !== null;
  if (isPaused(incident, modalOpen || approvalWaits, at)) return;
  const retries = incident.retries + 1;
  if (number?.status !== "corrupted") {
    await tx.incidents.change(id, { nextRetryAt: null });
    return;
  }
  await tx.incidents.change(id, { nextRetryAt: null, retries });
  const request = {
    id: phoneNumberId,
    actor: AUTOMATIC_RETRY,
    startAfterMs: 0,
    from: ["corrupted"],
  } as const;
  const run = await beginTeardownIn(tx, deps, request);
  await tx.audit.append({
    at,
    actor: AUTOMATIC_RETRY,
    action: "automatic_retry_started",
    phoneNumberId,
    incidentId: id,
    data: { run: run.id, retry: retries },
  });
}

function isRefusal(error: unknown): boolean {
  return error instanceof NotFound || error instanceof Conflict || error instanceof IllegalTransition;
}
