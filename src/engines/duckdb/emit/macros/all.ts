import { CASTS_FROM_TEXT } from './casts-from-text.ts';
import { COLLECTIONS } from './collections.ts';
import { ISO_8601 } from './iso-8601.ts';
import { JSON_MACROS } from './json.ts';
import type { Macro } from './macro.ts';
import { STRINGS } from './strings.ts';
import { VALUE_TEXTS } from './value-texts.ts';
import { ZONES } from './zones.ts';

/** A macro stands after those it calls. */
export const MACROS: readonly Macro[] = [
  ...ZONES,
  ...CASTS_FROM_TEXT,
  ...VALUE_TEXTS,
  ...STRINGS,
  ...JSON_MACROS,
  ...COLLECTIONS,
  ...ISO_8601,
];
