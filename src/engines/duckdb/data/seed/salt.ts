import { createHash } from 'node:crypto';

/** What makes one plan's rows differ from another's: seed number and entity. */
export interface Salt {
  /** A pseudo-random whole number from 0 to 2^63 − 1 for the row `number`; `use` keeps different uses apart. */
  hash(number: string, use: number): string;
  /**
   * The id of an object's row, 32 lower-case hex digits: 16 for plan and object, then `1` and the row's number. Row
   * numbers follow time, so ids do.
   */
  id(object: string, number: string): string;
  /** The same id as a literal. */
  idText(object: string, number: number): string;
}

/** `1` and fifteen digits: a number added to it keeps sixteen digits in base 16. */
const SIXTEEN_DIGITS = 2n ** 60n;

/** At most this many uses of `hash`. */
const USES = 64;

export function makeSalt(seedNumber: number, entity: string): Salt {
  const digest = (what: string) =>
    createHash('sha256').update(`${seedNumber}\0${entity}\0${what}`).digest('hex');
  const salt = BigInt(`0x${digest('hash').slice(0, 15)}`);
  const prefix = (object: string) => `8a${digest(object).slice(0, 14)}`;
  return {
    hash: (number, use) => `CAST(hash(xor((${number}) * ${USES} + ${use}, ${salt})) >> 1 AS BIGINT)`,
    id: (object, number) => `'${prefix(object)}' || lower(to_hex((${number}) + ${SIXTEEN_DIGITS}))`,
    idText: (object, number) => `${prefix(object)}${(SIXTEEN_DIGITS + BigInt(number)).toString(16)}`,
  };
}
