const DAY_MS = 24 * 60 * 60_000;

/**
 * When it is `hour` o'clock on the next calendar day of a time zone (IANA name). Holds over changes of the clock: the wall
 * says `hour`, however long the night is. Throws RangeError where the zone is unknown.
 */
export function tomorrowAt(hour: number, timeZone: string, now: Date): Date {
  const { year, month, day } = wallClock(now, timeZone);
  const wanted = Date.UTC(year, month - 1, day + 1, hour);
  // The offset at the wanted moment is not known before the moment is: the first guess is close enough to ask for it.
  let instant = wanted - offsetMs(new Date(wanted), timeZone);
  instant = wanted - offsetMs(new Date(instant), timeZone);
  // Where a zone skipped the whole day (Samoa, 2011), the morning after it.
  return instant > now.getTime() ? new Date(instant) : new Date(instant + DAY_MS);
}

/** Whether it is the name of a time zone. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** How much later than UTC the wall clock reads there. */
function offsetMs(at: Date, timeZone: string): number {
  const { year, month, day, hour, minute, second } = wallClock(at, timeZone);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at.getTime() / 1000) * 1000;
}

function wallClock(at: Date, timeZone: string) {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  return {
    year: part("year"),
    month: part("month"),
    day: part("day"),
    hour: part("hour"),
    minute: part("minute"),
    second: part("second"),
  };
}
