import { describe, expect, it } from "vitest";
import { ProviderError } from "../../src/domain/errors.ts";
import { meteredAlerts } from "../../src/observability/metered-alerts.ts";
import { createMetrics } from "../../src/observability/metrics.ts";
import type { Figures } from "../../src/operations/ports/figures.ts";
import { LivekitNotFound } from "../../src/providers/livekit/livekit-error.ts";
import { meteredCalls } from "../../src/providers/metered-calls.ts";
import { TwilioNotFound } from "../../src/providers/twilio/twilio-error.ts";
import { meteredFetch } from "../../src/slack/metered-fetch.ts";
import { aStorm } from "../slack/support/storms.ts";
import { NOW, secondsBefore } from "../support/factories.ts";
import { createMemoryAlerts } from "../support/memory-alerts.ts";

const clock = { now: () => NOW };
const FIGURES: Figures = {
  numbers: { active: 7, deleting: 1, corrupted: 2 },
  incidents: { claimed: 1, unclaimed: 2, oldestOpenedAt: secondsBefore(90) },
  messagesBehind: { alerts: 3, storms: 0 },
  dueJobs: [{ name: "sync_alert", count: 4, dueSince: secondsBefore(5) }],
};

function measuring(readFigures: () => Promise<Figures> = async () => FIGURES) {
  const metrics = createMetrics({ readFigures, jobNames: ["sync_alert", "publish_homes"], clock });
  const lines = async () =>
    (await metrics.scrape()).text.split("\n").filter((line) => line.startsWith("lineman_"));
  return { meter: metrics.meter, scrape: metrics.scrape, lines };
}

describe("metrics", () => {
  it("tell how things stand", async () => {
    expect(await measuring().lines()).toEqual(
      expect.arrayContaining([
        "lineman_database_up 1",
        'lineman_phone_numbers{status="active"} 7',
        'lineman_phone_numbers{status="corrupted"} 2',
        'lineman_incidents_open{claimed="yes"} 1',
        'lineman_incidents_open{claimed="no"} 2',
        "lineman_incidents_oldest_open_age_seconds 90",
        'lineman_messages_behind{kind="alert"} 3',
        'lineman_jobs_due{job="sync_alert"} 4',
        'lineman_jobs_due{job="publish_homes"} 0',
        'lineman_jobs_oldest_due_age_seconds{job="sync_alert"} 5',
        'lineman_jobs_oldest_due_age_seconds{job="publish_homes"} 0',
      ]),
    );
  });

  it("tell of the process itself, its event loop among it", async () => {
    const { contentType, text } = await measuring().scrape();
    expect(contentType).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(text).toMatch(/^nodejs_eventloop_lag_seconds \d/m);
    expect(text).toMatch(/^process_resident_memory_bytes \d/m);
  });

  it("forget what the database told before it went away", async () => {
    let isAway = false;
    const { lines } = measuring(async () => {
      if (isAway) throw new Error("connection refused");
      return FIGURES;
    });
    await lines();
    isAway = true;
    const after = await lines();
    expect(after).toContain("lineman_database_up 0");
    expect(after.filter((line) => /^lineman_(phone_numbers|incidents|jobs|messages)/.test(line))).toEqual([]);
  });

  it("say that nothing is open with an age of 0", async () => {
    const incidents = { claimed: 0, unclaimed: 0, oldestOpenedAt: null };
    const { lines } = measuring(async () => ({ ...FIGURES, incidents }));
    expect(await lines()).toContain("lineman_incidents_oldest_open_age_seconds 0");
  });

  it("count calls to providers by what they bring, and hold no id", async () => {
    const { meter, lines } = measuring();
    const refused = new ProviderError({ provider: "twilio", kind: "credentials", message: "no" });
    const absence = { provider: "twilio", kind: "unexpected", message: "does not have it" } as const;
    const gap = { kinds: [], cause: "timeout", detail: "" };
    const provider = meteredCalls(
      {
        host: "wss://demo",
        sight: async (_sid: string) => ({ seen: "present" }),
        perform: async () => {
          throw refused;
        },
        look: async () => new Map([["a", { seen: refused }]]),
        empty: async () => new Map(),
        scanAccount: async () => ({ gaps: [gap] }),
        bug: async () => {
          throw new Error("a fault of ours");
        },
        numbersOnTrunk: async () => Promise.reject(new TwilioNotFound(absence)),
        removeRule: async () => Promise.reject(new LivekitNotFound({ ...absence, provider: "livekit" })),
        puzzling: async () => Promise.reject(new ProviderError(absence)),
      },
      "twilio",
      meter,
    );
    expect(provider.host).toBe("wss://demo");
    expect(await provider.sight("TK123")).toEqual({ seen: "present" });
    await expect(provider.perform()).rejects.toBe(refused);
    await expect(provider.bug()).rejects.toThrow("a fault of ours");
    await expect(provider.numbersOnTrunk()).rejects.toBeInstanceOf(TwilioNotFound);
    await expect(provider.removeRule()).rejects.toBeInstanceOf(LivekitNotFound);
    await expect(provider.puzzling()).rejects.toThrow("does not have it");
    await Promise.all([provider.look(), provider.empty(), provider.scanAccount()]);
    const counted = (await lines()).filter((line) => line.startsWith("lineman_provider_calls_total"));
    const one = (call: string, outcome: string) =>
      `lineman_provider_calls_total{provider="twilio",call="${call}",outcome="${outcome}"} 1`;
    expect(counted.sort()).toEqual(
      [
        one("sight", "ok"),
        one("perform", "credentials"),
        one("bug", "unexpected"),
        one("numbersOnTrunk", "not_found"),
        one("removeRule", "not_found"),
        one("puzzling", "unexpected"),
        one("look", "credentials"),
        one("empty", "ok"),
        one("scanAccount", "timeout"),
      ].sort(),
    );
    expect(await lines()).toContain('lineman_provider_call_seconds_count{provider="twilio",call="sight"} 1');
  });

  it("count calls to Slack, its 429 among them, and never what an address brought", async () => {
    const { meter, lines } = measuring();
    const brings = (status: number) =>
      meteredFetch(async () => new Response(null, { status }), meter) as (url: string) => Promise<Response>;
    expect((await brings(429)("https://slack.com/api/chat.postMessage")).status).toBe(429);
    await brings(200)("https://slack.com/api/chat.postMessage");
    await brings(503)("https://slack.com/api/users.info");
    await brings(200)("https://hooks.slack.com/actions/T1/2/secret");
    const away = meteredFetch(async () => Promise.reject(new Error("reset")), meter);
    await expect(away("https://slack.com/api/auth.test")).rejects.toThrow("reset");
    const counted = (await lines()).filter((line) => line.startsWith("lineman_slack_calls_total"));
    expect(counted.sort()).toEqual([
      'lineman_slack_calls_total{method="auth.test",outcome="unreachable"} 1',
      'lineman_slack_calls_total{method="chat.postMessage",outcome="answered"} 1',
      'lineman_slack_calls_total{method="chat.postMessage",outcome="rate_limited"} 1',
      'lineman_slack_calls_total{method="other",outcome="answered"} 1',
      'lineman_slack_calls_total{method="users.info",outcome="failed"} 1',
    ]);
  });

  it("measure how long a first alert took, and neither its replacement nor a late message of a storm's member", async () => {
    const { meter, lines } = measuring();
    const memory = createMemoryAlerts();
    const alerts = meteredAlerts(memory, meter, clock);
    const incident = { openedAt: secondsBefore(40), alertTs: null, stormId: null };
    const post = (changes: object) => alerts.post({ incident: { ...incident, ...changes } } as never);
    await post({});
    await post({ alertTs: "1.2" });
    await post({ stormId: 3 });
    await alerts.storms.post({ storm: aStorm({ openedAt: secondsBefore(7), alertTs: null }) } as never);
    await alerts.storms.post({ storm: aStorm({ openedAt: secondsBefore(7), alertTs: "1.2" }) } as never);
    expect(await lines()).toEqual(
      expect.arrayContaining(["lineman_alert_delay_seconds_count 2", "lineman_alert_delay_seconds_sum 47"]),
    );
  });
});
