import type { Reader } from "./reader.ts";

/** Slack's date formats (docs.slack.dev, "Formatting dates"); `pretty` ones say today, yesterday or tomorrow where it is. */
const FORMATS: Record<string, (at: Date, reader: Reader) => string> = {
  date_num: (at, reader) => dayNumber(at, reader.timeZone),
  date: (at, reader) => localized(at, reader, { dateStyle: "long" }),
  date_short: (at, reader) => localized(at, reader, { dateStyle: "medium" }),
  date_long: (at, reader) => localized(at, reader, { dateStyle: "full" }),
  date_pretty: (at, reader) => nearDay(at, reader) ?? localized(at, reader, { dateStyle: "long" }),
  date_short_pretty: (at, reader) => nearDay(at, reader) ?? localized(at, reader, { dateStyle: "medium" }),
  date_long_pretty: (at, reader) => nearDay(at, reader) ?? localized(at, reader, { dateStyle: "full" }),
  time: (at, reader) => localized(at, reader, { timeStyle: "short" }),
  time_secs: (at, reader) => localized(at, reader, { timeStyle: "medium" }),
};

/** Fills a format such as "{date_short_pretty} {time}"; null where Slack would fall back to the token's own text. */
export function formatDate(at: Date, format: string, reader: Reader): string | null {
  if (Number.isNaN(at.getTime())) return null;
  const names = [...format.matchAll(/\{(\w+)\}/g)].map(([, name]) => String(name));
  if (names.length === 0 || names.some((name) => FORMATS[name] === undefined)) return null;
  return format.replaceAll(/\{(\w+)\}/g, (token, name: string) => FORMATS[name]?.(at, reader) ?? token);
}

/** "03:12", as the line above a message has it. */
export function clockTime(at: Date, reader: Reader): string {
  return localized(at, reader, { timeStyle: "short" });
}

/** "today", "yesterday" or "tomorrow" in the reader's language and time zone; null for any other day. */
function nearDay(at: Date, { now, timeZone, locale }: Reader): string | null {
  const days = (Date.parse(dayNumber(at, timeZone)) - Date.parse(dayNumber(now, timeZone))) / 86_400_000;
  if (Math.abs(days) > 1) return null;
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(days, "day");
}

/** 2026-01-15; Sweden writes its dates like this. */
function dayNumber(at: Date, timeZone: string): string {
  return formatter("sv-SE", { timeZone, dateStyle: "short" }).format(at);
}

function localized(at: Date, { locale, timeZone }: Reader, style: Intl.DateTimeFormatOptions): string {
  // Newer language data put a narrow space before AM and PM, which Slack does not.
  return formatter(locale, { timeZone, ...style })
    .format(at)
    .replaceAll("\u202f", " ");
}

/** Making one takes milliseconds, and a page has hundreds of dates. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([locale, options]);
  const made = formatters.get(key) ?? new Intl.DateTimeFormat(locale, options);
  formatters.set(key, made);
  return made;
}
