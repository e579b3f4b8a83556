/** The frames of RFC 6455, as far as Slack and its apps use them: no fragments, no extensions. */

const opcodes = { text: 0x1, close: 0x8, ping: 0x9, pong: 0xa } as const;

export type FrameKind = keyof typeof opcodes;

export interface Frame {
  kind: FrameKind;
  payload: Buffer;
}

/** What a client must not send: the connection ends, and the stand-in remembers why. */
export class BrokenFrame extends Error {}

const longestPayload = 1024 * 1024;
const longestControlPayload = 125;

/** The first whole frame of a client and what follows it; undefined while it is not all there. Throws BrokenFrame. */
export function readFrame(bytes: Buffer): { frame: Frame; rest: Buffer } | undefined {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return undefined;
  if ((first & 0x80) === 0 || (first & 0x70) !== 0) throw new BrokenFrame("a fragment or an extension");
  const kind = kindOf(first & 0x0f);
  if (kind === undefined) throw new BrokenFrame(`opcode ${first & 0x0f}`);
  if ((second & 0x80) === 0) throw new BrokenFrame("a client's frame without a mask");
  const size = readLength(bytes, second & 0x7f);
  if (size === undefined) return undefined;
  if (size.length > (kind === "text" ? longestPayload : longestControlPayload))
    throw new BrokenFrame(`${size.length} bytes in a ${kind} frame`);
  const start = size.headerLength + 4;
  if (bytes.length < start + size.length) return undefined;
  const mask = bytes.subarray(size.headerLength, start);
  const payload = Buffer.from(bytes.subarray(start, start + size.length));
  for (const [index, byte] of payload.entries()) payload[index] = byte ^ (mask[index % 4] ?? 0);
  return { frame: { kind, payload }, rest: bytes.subarray(start + size.length) };
}

/** A frame as a server sends it: whole, and without a mask. */
export function writeFrame({ kind, payload }: Frame): Buffer {
  const { length } = payload;
  const head = Buffer.from([0x80 | opcodes[kind], Math.min(length, length < 65_536 ? 126 : 127)]);
  if (length < 126) return Buffer.concat([head, payload]);
  const size = Buffer.alloc(length < 65_536 ? 2 : 8);
  if (length < 65_536) size.writeUInt16BE(length);
  else size.writeBigUInt64BE(BigInt(length));
  return Buffer.concat([head, size, payload]);
}

function kindOf(opcode: number): FrameKind | undefined {
  const kinds = Object.keys(opcodes) as FrameKind[];
  return kinds.find((kind) => opcodes[kind] === opcode);
}

function readLength(bytes: Buffer, short: number): { length: number; headerLength: number } | undefined {
  if (short < 126) return { length: short, headerLength: 2 };
  const headerLength = short === 126 ? 4 : 10;
  if (bytes.length < headerLength) return undefined;
  const length = short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  return { length, headerLength };
}
