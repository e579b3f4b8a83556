import type { AlertChannel } from "../operations/ports/alerts.ts";
import type { Meter } from "../operations/ports/meter.ts";
import type { Clock } from "../operations/ports/world.ts";

/**
 * The same channel, telling the meter how long after its incident (or storm) an alert stood there. Neither the replacement of
 * a message that somebody deleted counts, nor a message of its own that a storm's member gets later.
 */
export function meteredAlerts(
  alerts: AlertChannel,
  meter: Pick<Meter, "alertPosted">,
  clock: Pick<Clock, "now">,
): AlertChannel {
  const postedAfter = (openedAt: Date) => meter.alertPosted(clock.now().getTime() - openedAt.getTime());
  return {
    ...alerts,
    async post(facts) {
      const { alertTs, stormId, openedAt } = facts.incident;
      const place = await alerts.post(facts);
      if (alertTs === null && stormId === null) postedAfter(openedAt);
      return place;
    },
    storms: {
      ...alerts.storms,
      async post(facts) {
        const place = await alerts.storms.post(facts);
        if (facts.storm.alertTs === null) postedAfter(facts.storm.openedAt);
        return place;
      },
    },
  };
}
