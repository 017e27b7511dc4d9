import type { Query } from './tree.ts';

/** The tree as bytes: made by the compiler's thread, read beside the engine, opaque to everything between. */
export function encodeQuery(query: Query): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(query, keepSign));
}

/** @throws SyntaxError when the bytes are not what `encodeQuery` made. */
export function decodeQuery(bytes: Uint8Array): Query {
  return JSON.parse(new TextDecoder().decode(bytes)) as Query;
}

/** JSON has no negative zero: a literal has it as a text, like NaN. */
function keepSign(_: string, value: unknown): unknown {
  return Object.is(value, -0) ? '-0' : value;
}
