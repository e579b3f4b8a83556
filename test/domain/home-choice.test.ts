import { describe, expect, it } from "vitest";
import { fittingPage, HOME_PAGE_SIZE } from "../../src/domain/home-choice.ts";
import { republishDelayMs, watchedSince } from "../../src/domain/home-republishing.ts";
import { NOW, secondsBefore } from "../support/factories.ts";

describe("the page of Home", () => {
  it("is one that there is, whatever was asked for", () => {
    const total = 2 * HOME_PAGE_SIZE + 1;
    expect(fittingPage(2, total)).toEqual({ page: 2, pageCount: 3 });
    expect(fittingPage(4, total)).toEqual({ page: 3, pageCount: 3 });
    for (const asked of [0, -7, Number.NaN, Number.NEGATIVE_INFINITY])
      expect(fittingPage(asked, total)).toEqual({ page: 1, pageCount: 3 });
    expect(fittingPage(1, 0)).toEqual({ page: 1, pageCount: 1 });
  });

  it("is never so deep that reading it becomes slow", () => {
    const { page, pageCount } = fittingPage(10 ** 6, 10 ** 6);
    expect(page).toBe(pageCount);
    expect(pageCount * HOME_PAGE_SIZE).toBeLessThan(10_000);
  });
});

describe("republishing", () => {
  it("is for whoever used Home in the last 15 minutes", () => {
    expect(watchedSince(NOW)).toEqual(secondsBefore(900));
  });

  it("waits until ten seconds have passed", () => {
    expect(republishDelayMs(NOW, NOW)).toBe(10_000);
    expect(republishDelayMs(secondsBefore(4), NOW)).toBe(6_000);
    expect(republishDelayMs(secondsBefore(10), NOW)).toBe(0);
    expect(republishDelayMs(secondsBefore(3600), NOW)).toBe(0);
  });
});
