import { chunksOf, pngOf } from "./png-chunks.ts";

const KEYWORD = "payload-sha256\0";

/** The picture with a note of what it was taken of, so that an old picture can be told from a new one. */
export function withPayloadHash(png: Buffer, hash: string): Buffer {
  const [header, ...rest] = chunksOf(png) ?? [];
  if (header === undefined) throw new Error("this is no PNG");
  return pngOf([header, { type: "tEXt", data: Buffer.from(KEYWORD + hash, "latin1") }, ...rest]);
}

/** The note; null where the file is no PNG or has none. */
export function payloadHashOf(png: Buffer): string | null {
  const notes = (chunksOf(png) ?? []).filter(({ type }) => type === "tEXt");
  const note = notes.map(({ data }) => data.toString("latin1")).find((text) => text.startsWith(KEYWORD));
  return note === undefined ? null : note.slice(KEYWORD.length);
}
