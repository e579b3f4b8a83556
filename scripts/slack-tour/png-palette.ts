import { deflateSync, inflateSync } from "node:zlib";
import { chunksOf, pngOf } from "./png-chunks.ts";

/** Pixels as Chromium writes them: three or four bytes each, opaque. */
interface Pixels {
  width: number;
  height: number;
  /** Bytes of a pixel. */
  step: number;
  bytes: Buffer;
}

const MOST_COLOURS = 256;
/** Lettering has hundreds of shades; in steps of this many nobody tells them apart. The first that leaves few enough is taken. */
const STEPS = [8, 12, 16, 24, 32];

/** The same picture in a palette: a third of the size. */
export function inPalette(png: Buffer): Buffer {
  const { width, height, step, bytes } = pixelsOf(png);
  const shade = STEPS.find((candidate) => coloursIn({ step, bytes }, candidate).size <= MOST_COLOURS) ?? 64;
  const indexOf = coloursIn({ step, bytes }, shade);
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      rows[y * (width + 1) + 1 + x] = indexOf.get(colourAt(bytes, (y * width + x) * step, shade)) ?? 0;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits a pixel, colours by palette.
  header.set([8, 3, 0, 0, 0], 8);
  const palette = Buffer.from(
    [...indexOf.keys()].flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]),
  );
  return pngOf([
    { type: "IHDR", data: header },
    { type: "PLTE", data: palette },
    { type: "IDAT", data: deflateSync(rows, { level: 9 }) },
    { type: "IEND", data: Buffer.alloc(0) },
  ]);
}

/** Every colour in the given steps, with its place in the order of appearance. */
function coloursIn({ step, bytes }: Pick<Pixels, "step" | "bytes">, shade: number): Map<number, number> {
  const indexOf = new Map<number, number>();
  for (let at = 0; at < bytes.length; at += step) {
    const colour = colourAt(bytes, at, shade);
    if (!indexOf.has(colour)) indexOf.set(colour, indexOf.size);
  }
  return indexOf;
}

function colourAt(bytes: Buffer, at: number, shade: number): number {
  const red = coarse(bytes[at] ?? 0, shade);
  const green = coarse(bytes[at + 1] ?? 0, shade);
  return (red << 16) | (green << 8) | coarse(bytes[at + 2] ?? 0, shade);
}

/** Counted from white, so that white stays white. */
function coarse(value: number, shade: number): number {
  return 255 - Math.min(255, Math.round((255 - value) / shade) * shade);
}

function pixelsOf(png: Buffer): Pixels {
  const chunks = chunksOf(png) ?? [];
  const header = chunks.find(({ type }) => type === "IHDR")?.data ?? Buffer.alloc(13);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const step = { 2: 3, 6: 4 }[header[9] ?? 0];
  if (step === undefined || header[8] !== 8 || header[12] !== 0)
    throw new Error("this is no PNG of Chromium's");
  const packed = chunks.filter(({ type }) => type === "IDAT").map(({ data }) => data);
  return { width, height, step, bytes: unfiltered(inflateSync(Buffer.concat(packed)), width * step, step) };
}

/** Each row begins with the number of its filter: what has to be added back from the left, above, or both. */
function unfiltered(raw: Buffer, rowLength: number, step: number): Buffer {
  const rows = raw.length / (rowLength + 1);
  const bytes = Buffer.alloc(rows * rowLength);
  for (let row = 0; row < rows; row += 1) {
    const filter = raw[row * (rowLength + 1)] ?? 0;
    for (let x = 0; x < rowLength; x += 1) {
      const at = row * rowLength + x;
      const left = x < step ? 0 : (bytes[at - step] ?? 0);
      const above = row === 0 ? 0 : (bytes[at - rowLength] ?? 0);
      const corner = x < step || row === 0 ? 0 : (bytes[at - rowLength - step] ?? 0);
      bytes[at] = (raw[row * (rowLength + 1) + 1 + x] ?? 0) + predicted(filter, left, above, corner);
    }
  }
  return bytes;
}

function predicted(filter: number, left: number, above: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return (left + above) >> 1;
  return filter === 4 ? nearest(left, above, corner) : 0;
}

/** The PNG standard calls it Paeth's predictor. */
function nearest(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const [toLeft, toAbove, toCorner] = [left, above, corner].map((value) => Math.abs(guess - value)) as [
    number,
    number,
    number,
  ];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}
