import fc from 'fast-check';
import type { Asking } from './evaluate.ts';
import { INSTANTS } from './stored-rows.ts';

/** At noon, the end of a month, the days after both changes of the clocks. */
const NOWS = [
  '2026-08-01T12:00:00Z',
  '2026-03-31T20:00:00Z',
  '2026-03-09T20:00:00Z',
  '2026-11-02T20:00:00.123Z',
];
/** The tenant's: mostly the one that the rows are made for. */
const ZONES = ['America/Los_Angeles', 'America/Los_Angeles', 'America/Los_Angeles', 'Asia/Kathmandu'];
const DAY_MS = 86_400_000;

const window = fc
  .tuple(fc.constantFrom(...INSTANTS), fc.constantFrom(...INSTANTS))
  .map(
    ([a, b]) => [Math.floor(Math.min(a, b) / 1000) * 1000, Math.floor(Math.max(a, b) / 1000) * 1000] as const,
  )
  .map(([since, until]) => ({ since, until }));

/** Mostly as a stateless job asks; also for a window, for deleted rows, and with the column that marks them. */
export function randomAsking(language: Asking['language']): fc.Arbitrary<Asking> {
  const base = fc
    .tuple(
      fc.constantFrom(...NOWS),
      fc.constantFrom(...ZONES),
      fc.constantFrom('zoned' as const, 'utc' as const),
    )
    .map(
      ([now, zone, datetimes]): Asking => ({
        language,
        now: Date.parse(now),
        zone,
        datetimes,
        deleted: 'live',
      }),
    );
  const column = fc
    .constantFrom('boolean' as const, 'numeric' as const)
    .map((format) => ({ deletedColumn: { name: 'IsDeleted', format } }));
  const life = fc.constantFrom({}, { deletedLifeMs: 30 * DAY_MS }, { deletedLifeMs: 300 * DAY_MS });
  const more = fc.oneof<fc.Arbitrary<Partial<Asking>>[]>(
    fc.constant({}),
    fc.constant({}),
    fc.constant({}),
    window.map((each) => ({ window: each })),
    fc.constant({ deleted: 'both' as const }),
    column,
    fc.tuple(column, window, life).map(([mark, each, kept]) => ({ ...mark, window: each, ...kept })),
    fc.tuple(column, life).map(([mark, kept]) => ({ ...mark, ...kept, deleted: 'both' as const })),
  );
  return fc.tuple(base, more).map(([plain, extra]) => ({ ...plain, ...extra }));
}
