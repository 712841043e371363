/** Where the head of a message ends: the first byte of its body. Null while the head is not complete. */
export function headLength(bytes: Buffer): number | null {
  const end = bytes.indexOf('\r\n\r\n');
  return end < 0 ? null : end + 4;
}

/**
 * How many bytes the first HTTP/1.1 message takes, or null while it is not complete. A message that names no length has no
 * body: our server and our tills always name one or send chunks.
 */
export function messageLength(bytes: Buffer): number | null {
  const head = headLength(bytes);
  if (head === null) return null;
  const words = bytes.toString('latin1', 0, head).toLowerCase();
  if (/\r\ntransfer-encoding:[^\r]*chunked/.test(words)) return chunkedEnd(bytes, head);
  const length = /\r\ncontent-length:\s*(\d+)/.exec(words)?.[1];
  const end = head + Number(length ?? 0);
  return bytes.length >= end ? end : null;
}

/** True for the head of a reply that goes on until somebody hangs up. */
export function isLasting(bytes: Buffer): boolean {
  const head = headLength(bytes);
  return head !== null && /\r\ncontent-type:\s*text\/event-stream/i.test(bytes.toString('latin1', 0, head));
}

/** The path that a request asks for. */
export function requestPath(bytes: Buffer): string {
  return bytes.toString('latin1', 0, bytes.indexOf('\r\n')).split(' ')[1] ?? '';
}

/** A copy with one bit turned over. @param drawn which one, counted from the first bit of the first byte and round again */
export function withFlippedBit(bytes: Buffer, drawn: number): Buffer {
  const flipped = Buffer.from(bytes);
  const bit = drawn % (bytes.length * 8);
  const at = bit >> 3;
  flipped[at] = (flipped[at] ?? 0) ^ (0x80 >> (bit & 7));
  return flipped;
}

/** A copy that asks for a reply as it is, in as many bytes. */
export function withoutPacking(bytes: Buffer): Buffer {
  const at = bytes.toString('latin1').search(/\r\naccept-encoding:/i);
  if (at < 0) return bytes;
  const plain = Buffer.from(bytes);
  plain.write('x', at + 2, 'latin1');
  return plain;
}

function chunkedEnd(bytes: Buffer, from: number): number | null {
  let at = from;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return null;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    at = lineEnd + 2 + size + 2;
    if (!(at <= bytes.length)) return null;
    if (size === 0) return at;
  }
}
