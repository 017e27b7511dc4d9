import type { ServerResponse } from 'node:http';

/** So many bytes, or such a share of what is announced. */
export type Cut = { readonly bytes: number } | { readonly share: number };

/**
 * Lets so much of the body of an answer leave, then closes the connection: whoever reads it sees a stream that ends too
 * early. Where a share is asked for and no length was announced, it is the share of the first piece.
 */
export function cutOff(raw: ServerResponse, cut: Cut): void {
  let left: number | undefined;
  const write = raw.write.bind(raw);
  const end = raw.end.bind(raw);

  /** @returns whether that was all that may leave */
  function pass(chunk: unknown, encoding: unknown): boolean {
    if (chunk === undefined || chunk === null || typeof chunk === 'function') return false;
    const bytes =
      typeof chunk === 'string' ? Buffer.from(chunk, encodingOf(encoding)) : Buffer.from(chunk as Uint8Array);
    left ??= 'bytes' in cut ? cut.bytes : Math.floor(cut.share * lengthOf(raw, bytes.length));
    if (bytes.length <= left) {
      left -= bytes.length;
      write(bytes);
      return false;
    }
    // What was written has left before the connection is closed.
    write(bytes.subarray(0, left), () => raw.socket?.destroySoon());
    left = 0;
    raw.write = raw.end = gone;
    return true;
  }
  raw.write = ((chunk: unknown, encoding: unknown) => {
    pass(chunk, encoding);
    return true;
  }) as typeof raw.write;
  raw.end = ((chunk: unknown, encoding: unknown) => {
    if (!pass(chunk, encoding)) end();
    return raw;
  }) as typeof raw.end;
}

/** Closes the connection; nothing of the answer leaves, and nobody takes it for answered. */
export function drop(raw: ServerResponse): void {
  raw.write = raw.end = gone;
  raw.socket?.destroy();
}

function gone(): never {
  return true as never;
}

function lengthOf(raw: ServerResponse, first: number): number {
  const announced = Number(raw.getHeader('content-length'));
  return Number.isFinite(announced) ? announced : first;
}

function encodingOf(encoding: unknown): BufferEncoding {
  return typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : 'utf8';
}
