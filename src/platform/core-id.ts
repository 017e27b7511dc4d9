const DIGITS = /^[0-9a-f]{32}$/;
const UUID_PARTS = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/;

/**
 * The core's id of a job by any family's (operating.md §4): there are families that write it without its hyphens, and
 * take it in any case.
 */
export function coreId(id: string): string {
  const digits = id.toLowerCase();
  return DIGITS.test(digits) ? digits.replace(UUID_PARTS, '$1-$2-$3-$4-$5') : id;
}
