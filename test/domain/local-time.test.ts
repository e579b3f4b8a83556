import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isTimeZone, tomorrowAt } from "../../src/domain/local-time.ts";

const nine = (timeZone: string, now: string) => tomorrowAt(9, timeZone, new Date(now)).toISOString();

describe("tomorrow 09:00", () => {
  it.each([
    // At three at night "tomorrow" is the day after this one.
    ["Europe/Berlin", "2026-01-15T02:12:00Z", "2026-01-16T08:00:00.000Z"],
    ["America/New_York", "2026-01-15T02:12:00Z", "2026-01-15T14:00:00.000Z"],
    ["Asia/Kolkata", "2026-01-15T02:12:00Z", "2026-01-16T03:30:00.000Z"],
    ["Asia/Kathmandu", "2026-01-15T18:20:00Z", "2026-01-17T03:15:00.000Z"],
    ["Pacific/Kiritimati", "2026-01-15T09:59:00Z", "2026-01-15T19:00:00.000Z"],
    ["Pacific/Pago_Pago", "2026-01-15T10:59:00Z", "2026-01-15T20:00:00.000Z"],
    ["UTC", "2025-12-31T23:59:59Z", "2026-01-01T09:00:00.000Z"],
    ["UTC", "2028-02-28T12:00:00Z", "2028-02-29T09:00:00.000Z"],
  ])("in %s, asked at %s, is %s", (zone, now, expected) => {
    expect(nine(zone, now)).toBe(expected);
  });

  it.each([
    // Clocks go forward in the night of 2026-03-29 and back in that of 2026-10-25.
    ["Europe/Berlin", "2026-03-28T22:00:00Z", "2026-03-29T07:00:00.000Z"],
    ["Europe/Berlin", "2026-10-24T21:00:00Z", "2026-10-25T08:00:00.000Z"],
    ["America/New_York", "2026-03-07T22:00:00Z", "2026-03-08T13:00:00.000Z"],
    ["America/New_York", "2026-10-31T22:00:00Z", "2026-11-01T14:00:00.000Z"],
    // Half an hour of summer time.
    ["Australia/Lord_Howe", "2026-10-03T10:00:00Z", "2026-10-03T22:00:00.000Z"],
  ])("is nine on the wall after a night that changes the clock (%s, %s)", (zone, now, expected) => {
    expect(nine(zone, now)).toBe(expected);
  });

  it("comes after a day that a zone left out", () => {
    // Samoa went from 29 to 31 December 2011.
    const at = tomorrowAt(9, "Pacific/Apia", new Date("2011-12-30T08:00:00Z"));
    expect(at.getTime()).toBeGreaterThan(Date.parse("2011-12-30T08:00:00Z"));
  });

  it("is nine o'clock of the next date in every zone, whenever it is asked", () => {
    const zones = Intl.supportedValuesOf("timeZone");
    const moment = fc.date({ min: new Date("2020-01-01"), max: new Date("2040-01-01"), noInvalidDate: true });
    const wall = (at: Date, timeZone: string) =>
      new Intl.DateTimeFormat("en-CA", {
        timeZone,
        dateStyle: "short",
        timeStyle: "medium",
        hourCycle: "h23",
      }).format(at);
    const nextDate = (date: string) =>
      new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
    fc.assert(
      fc.property(fc.constantFrom(...zones), moment, (zone, now) => {
        const today = wall(now, zone).slice(0, 10);
        expect(wall(tomorrowAt(9, zone, now), zone)).toBe(`${nextDate(today)}, 09:00:00`);
      }),
      { numRuns: 500 },
    );
  });

  it("knows which names are zones", () => {
    expect(isTimeZone("Europe/Berlin")).toBe(true);
    expect(isTimeZone("Mars/Olympus")).toBe(false);
    expect(isTimeZone("")).toBe(false);
  });
});
