import { DURATION_FORM, parseDuration } from '../../config/quantities.ts';
import { didYouMean } from '../../config/suggestion.ts';
import { INSTANT_FORM, readInstant } from '../../lab/instant.ts';
import { FASTEST_RATE } from '../../lab/lab-clock.ts';
import { labRefusal } from './errors.ts';

/** What a request to the clock asks for; times in ms. */
export type ClockMove =
  | { readonly kind: 'advance'; readonly ms: number }
  | { readonly kind: 'set'; readonly to: number }
  | { readonly kind: 'rate'; readonly rate: number }
  | { readonly kind: 'reset' };

const FORMS = {
  advance: DURATION_FORM,
  set: INSTANT_FORM,
  rate: `a number from 0 (it stands still) to ${FASTEST_RATE}; 1 is the system's`,
  reset: 'true',
} as const;

/**
 * Reads the body of `POST /lab/clock` (operating.md §5): exactly one of its forms.
 * @throws Refusal 400 that names the field and what is allowed
 */
export function readClockMove(body: unknown): ClockMove {
  const names = Object.keys(FORMS);
  const fields =
    typeof body === 'object' && body !== null && !Array.isArray(body) ? Object.entries(body) : [];
  const unknown = fields.find(([name]) => !names.includes(name))?.[0];
  if (unknown !== undefined)
    throw labRefusal.badBody(
      `Unknown field "${unknown.slice(0, 100)}"${didYouMean(unknown.slice(0, 100), names)}; known are ${names.join(', ')}`,
    );
  const [field, second] = fields;
  if (field === undefined || second !== undefined)
    throw labRefusal.badBody(
      'Send exactly one of {"advance": "3h"}, {"set": "2026-12-01T00:00:00Z"}, {"rate": 60}, {"reset": true}',
    );
  const [name, value] = field as [keyof typeof FORMS, unknown];
  const move = READ[name](value);
  if (move === undefined) throw labRefusal.badBody(`${name} must be ${FORMS[name]}`);
  return move;
}

const READ: Readonly<Record<keyof typeof FORMS, (value: unknown) => ClockMove | undefined>> = {
  advance(value) {
    const ms = typeof value === 'string' || typeof value === 'number' ? parseDuration(value) : undefined;
    return ms === undefined ? undefined : { kind: 'advance', ms };
  },
  set(value) {
    const to = typeof value === 'string' ? readInstant(value) : undefined;
    return to === undefined ? undefined : { kind: 'set', to };
  },
  rate(value) {
    const fits = typeof value === 'number' && value >= 0 && value <= FASTEST_RATE;
    return fits ? { kind: 'rate', rate: value } : undefined;
  },
  reset: (value) => (value === true ? { kind: 'reset' } : undefined),
};
