import { deflateSync, inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { pageOf } from "../../scripts/slack-tour/draw-state.ts";
import { chunksOf, pngOf } from "../../scripts/slack-tour/png-chunks.ts";
import { payloadHashOf, withPayloadHash } from "../../scripts/slack-tour/png-note.ts";
import { inPalette } from "../../scripts/slack-tour/png-palette.ts";
import { CHAPTERS } from "../../scripts/slack-tour/states.ts";
import { tourPage } from "../../scripts/slack-tour/tour-page.ts";

/** Two pixels wide, with a row for each of PNG's filters; every row is red, then white, or the reverse. */
function filtered(): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(2, 0);
  header.writeUInt32BE(5, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const rows = [
    [0, 255, 0, 0, 255, 255, 255],
    // From the left: white is red plus 0, 255, 255.
    [1, 255, 0, 0, 0, 255, 255],
    // From above: nothing differs.
    [2, 0, 0, 0, 0, 0, 0],
    // From the mean of both.
    [3, 128, 0, 0, 0, 128, 128],
    // From the nearest of left, above and the corner.
    [4, 0, 0, 0, 0, 0, 0],
  ];
  return pngOf([
    { type: "IHDR", data: header },
    { type: "IDAT", data: deflateSync(Buffer.from(rows.flat())) },
    { type: "IEND", data: Buffer.alloc(0) },
  ]);
}

const dataOf = (png: Buffer, type: string) =>
  chunksOf(png)?.find((chunk) => chunk.type === type)?.data ?? Buffer.alloc(0);

describe("a picture in a palette", () => {
  it("has the same pixels, whatever filter they were written with", () => {
    const png = inPalette(filtered());
    expect(dataOf(png, "PLTE")).toEqual(Buffer.from([255, 0, 0, 255, 255, 255]));
    expect([...inflateSync(dataOf(png, "IDAT"))]).toEqual([0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1]);
    expect(dataOf(png, "IHDR").subarray(0, 10)).toEqual(Buffer.from([0, 0, 0, 2, 0, 0, 0, 5, 8, 3]));
  });

  it("is refused where it is none of Chromium's", () => {
    expect(() => inPalette(Buffer.from("GIF89a"))).toThrow("no PNG of Chromium's");
  });
});

describe("the note in a picture", () => {
  it("says what it was taken of", () => {
    expect(payloadHashOf(withPayloadHash(filtered(), "abc"))).toBe("abc");
    expect(payloadHashOf(filtered())).toBeNull();
    expect(payloadHashOf(Buffer.from("nothing"))).toBeNull();
  });
});

describe("the tour", () => {
  const states = CHAPTERS.flatMap((chapter) => chapter.states);

  it("has a name of its own for every state, and can draw each", () => {
    expect(new Set(states.map(({ id }) => id)).size).toBe(states.length);
    for (const state of states) expect(pageOf(state, "")).toContain("</body>");
  });

  it("says of every picture what it shows", () => {
    const page = tourPage(CHAPTERS);
    for (const { id } of states)
      expect(page).toMatch(new RegExp(`!\\[[^\\n]{20,}\\]\\(slack-tour/${id}\\.png\\)`));
  });
});
