const DIGITS = /^[0-9a-f]{32}$/;
const UUID_PARTS = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/;

/** The core's id of a job as any family writes it, with or without hyphens, in any case; `undefined`: it is none. */
export function jobIdOf(text: string): string | undefined {
  if (text.length !== 32 && text.length !== 36) return undefined;
  const digits = text.replaceAll('-', '').toLowerCase();
  return DIGITS.test(digits) ? digits.replace(UUID_PARTS, '$1-$2-$3-$4-$5') : undefined;
}
