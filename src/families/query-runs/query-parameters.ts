import type { Choices } from '../../config/choices.ts';
import type { Faults } from './request-errors.ts';
import { RUN_FIELDS } from './run-view.ts';

/** The second is deprecated (data-query-and-query-runs.md §1.8). */
const FIELDS = ['fields[]', 'query_run.fields[]'];
const LARGEST_PAGE = 99;
const FILTER_FORM = '{field}.{EQ|NE|LT|GT|LE|GE|SW}:{value} or {field}.IN:[{value},…]';
const FILTER = /^\w+(\.\w+)*\.((EQ|NE|LT|GT|LE|GE|SW):.+|IN:\[[^\]]+\])$/s;
/** Characters of an unknown name that a message repeats. */
const MAX_SHOWN = 64;

/** Parameters by name; one that is repeated is a list. */
export type Query = Readonly<Record<string, unknown>>;

/**
 * Reads what the parameters of these operations say: which fields the answer has. The others are checked and change
 * nothing (§1.8): there are no lists here, and nothing to expand.
 * @returns the names asked for; `undefined`: all
 */
export function readParameters(
  query: Query,
  faults: Faults,
  choices: Pick<Choices, 'queryRuns.unknownFields'>,
): ReadonlySet<string> | undefined {
  const size = query['page_size'];
  if (size !== undefined && !isPageSize(size)) faults.add('badPageSize');
  if (!textsOf(query, 'filter[]').every((filter) => FILTER.test(filter)))
    faults.add('badFilter', { form: FILTER_FORM });
  const names = FIELDS.flatMap((parameter) => textsOf(query, parameter))
    .flatMap((text) => text.split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (choices['queryRuns.unknownFields'] === 'refuse')
    for (const name of new Set(names))
      if (!RUN_FIELDS.some((known) => known === name))
        faults.add('unknownField', { field: name.slice(0, MAX_SHOWN) });
  return names.length === 0 ? undefined : new Set(names);
}

function isPageSize(value: unknown): boolean {
  const size = typeof value === 'string' && /^\d{1,2}$/.test(value) ? Number(value) : 0;
  return size >= 1 && size <= LARGEST_PAGE;
}

/** Every value of a parameter that may be repeated. */
function textsOf(query: Query, name: string): readonly string[] {
  const value = query[name];
  if (value === undefined) return [];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}
