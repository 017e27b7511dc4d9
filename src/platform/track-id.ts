/** Longest track id that is echoed (platform.md §3.2). */
const MAX_LENGTH = 64;
/** Printable US-ASCII without `:` `;` `"` `'`. */
const WELL_FORMED = /^[ -~]+$/;
const FORBIDDEN = /[:;"']/;

/** The track id to echo, or `undefined` when none was sent or it breaks the rules: it is never shortened. */
export function echoableTrackId(header: string | readonly string[] | undefined): string | undefined {
  if (typeof header !== 'string' || header.length > MAX_LENGTH) return undefined;
  return WELL_FORMED.test(header) && !FORBIDDEN.test(header) ? header : undefined;
}
