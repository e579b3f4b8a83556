import { crc32 } from "node:zlib";

/** A PNG is eight bytes of signature, then chunks of length, type, data and checksum (w3.org/TR/png). */
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

export interface PngChunk {
  /** Four letters. */
  type: string;
  data: Buffer;
}

/** Null where it is no PNG. Checksums are not looked at. */
export function chunksOf(png: Buffer): PngChunk[] | null {
  if (!png.subarray(0, SIGNATURE.length).equals(SIGNATURE)) return null;
  const chunks: PngChunk[] = [];
  for (let at = SIGNATURE.length; at + 12 <= png.length; ) {
    const end = at + 8 + png.readUInt32BE(at);
    chunks.push({ type: png.subarray(at + 4, at + 8).toString("latin1"), data: png.subarray(at + 8, end) });
    at = end + 4;
  }
  return chunks;
}

/** The file of these chunks. */
export function pngOf(chunks: readonly PngChunk[]): Buffer {
  const parts = chunks.map(({ type, data }) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    return Buffer.concat([number(data.length), body, number(crc32(body))]);
  });
  return Buffer.concat([SIGNATURE, ...parts]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
