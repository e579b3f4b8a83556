import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Figures } from "../operations/ports/figures.ts";
import type { Meter } from "../operations/ports/meter.ts";
import type { Clock } from "../operations/ports/world.ts";

/** What Prometheus is given. */
export interface Metrics {
  meter: Meter;
  /** The page of one scrape; where the database does not answer, without what it would have told. */
  scrape(): Promise<{ contentType: string; text: string }>;
}

interface MetricsOptions {
  /** How things stand; asked at every scrape. */
  readFigures: () => Promise<Figures>;
  /** Every job there is. */
  jobNames: readonly string[];
  clock: Pick<Clock, "now">;
}

/** Prometheus gives up after ten seconds. */
const LONGEST_READ_MS = 5_000;
const ALERT_SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 900, 3_600];
const CALL_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60];

/** Metrics of one app, with the process's own (memory, event loop lag). Names and labels: docs/operations.md. */
export function createMetrics({ readFigures, jobNames, clock }: MetricsOptions): Metrics {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Gauge({ name, help, labelNames, registers: [register] });
  const histogram = <L extends string>(
    name: string,
    help: string,
    buckets: number[],
    labelNames: readonly L[] = [],
  ) => new Histogram({ name, help, buckets, labelNames, registers: [register] });
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Counter({ name, help, labelNames, registers: [register] });

  const numbers = gauge("lineman_phone_numbers", "Phone numbers by status.", ["status"]);
  const incidents = gauge("lineman_incidents_open", "Open incidents.", ["claimed"]);
  const oldest = gauge(
    "lineman_incidents_oldest_open_age_seconds",
    "Age of the oldest open incident; 0: none.",
  );
  const behind = gauge("lineman_messages_behind", "Messages in Slack that wait for their newest state.", [
    "kind",
  ]);
  const due = gauge("lineman_jobs_due", "Jobs that are due and not begun.", ["job"]);
  const dueAge = gauge("lineman_jobs_oldest_due_age_seconds", "How long the first due job waits.", ["job"]);
  const databaseUp = gauge("lineman_database_up", "1: the database answered this scrape.");
  const alertDelay = histogram(
    "lineman_alert_delay_seconds",
    "From the incident to its alert in Slack.",
    ALERT_SECONDS,
  );
  const calls = counter("lineman_provider_calls_total", "Calls to a provider.", [
    "provider",
    "call",
    "outcome",
  ]);
  const callTime = histogram("lineman_provider_call_seconds", "How long they take.", CALL_SECONDS, [
    "provider",
    "call",
  ]);
  const slackCalls = counter("lineman_slack_calls_total", "Calls to Slack's Web API.", ["method", "outcome"]);
  const refused = counter(
    "lineman_slack_actions_refused_total",
    "What people did too fast in Slack, and was not done.",
    ["kind"],
  );
  const slackTime = histogram("lineman_slack_call_seconds", "How long they take.", CALL_SECONDS, ["method"]);

  const ageOf = (since: Date | null) =>
    since === null ? 0 : Math.max(0, (clock.now().getTime() - since.getTime()) / 1000);

  function show(figures: Figures): void {
    for (const [status, count] of Object.entries(figures.numbers)) numbers.set({ status }, count);
    incidents.set({ claimed: "yes" }, figures.incidents.claimed);
    incidents.set({ claimed: "no" }, figures.incidents.unclaimed);
    oldest.set(ageOf(figures.incidents.oldestOpenedAt));
    behind.set({ kind: "alert" }, figures.messagesBehind.alerts);
    behind.set({ kind: "storm" }, figures.messagesBehind.storms);
    for (const job of jobNames) {
      const found = figures.dueJobs.find(({ name }) => name === job);
      due.set({ job }, found?.count ?? 0);
      dueAge.set({ job }, ageOf(found?.dueSince ?? null));
    }
  }

  /** An old figure would look like a new one. */
  function forget(): void {
    for (const one of [numbers, incidents, behind, due, dueAge]) one.reset();
    oldest.remove();
  }

  return {
    meter: {
      actionRefused: ({ kind }) => refused.inc({ kind }),
      alertPosted: (delayMs) => alertDelay.observe(delayMs / 1000),
      providerCalled({ provider, call, outcome, tookMs }) {
        calls.inc({ provider, call, outcome });
        callTime.observe({ provider, call }, tookMs / 1000);
      },
      slackCalled({ method, outcome, tookMs }) {
        slackCalls.inc({ method, outcome });
        slackTime.observe({ method }, tookMs / 1000);
      },
    },
    async scrape() {
      const figures = await inTime(readFigures());
      databaseUp.set(figures === null ? 0 : 1);
      if (figures === null) forget();
      else show(figures);
      return { contentType: register.contentType, text: await register.metrics() };
    },
  };
}

/** Null where it fails or does not come in time. */
async function inTime<T>(reading: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), LONGEST_READ_MS);
  });
  const read = await Promise.race([reading.catch(() => null), tooLate]);
  clearTimeout(timer);
  return read;
}
