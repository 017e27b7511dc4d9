import type { Query } from './tree.ts';

/** The tree as bytes: made by the compiler's thread, read beside the engine, opaque to everything between. */
export function encodeQuery(query: Query): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(query));
}

/** @throws SyntaxError when the bytes are not what `encodeQuery` made. */
export function decodeQuery(bytes: Uint8Array): Query {
  return JSON.parse(new TextDecoder().decode(bytes)) as Query;
}
