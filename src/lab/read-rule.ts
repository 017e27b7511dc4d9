import { didYouMean } from '../config/suggestion.ts';
import type { KnownFaults } from './known-faults.ts';
import { readAction, timeOf } from './read-action.ts';
import { bad, countOf, fieldsOf, listed, oneOf, shown } from './read-fields.ts';
import { readMatch } from './read-match.ts';
import { type Action, GATES, isRequestGate, type RuleInput, type RuleMatch, type RuleSpec } from './rule.ts';

/** A rule left behind by a dead test ends by itself after this, ms of machine time (operating.md §5). */
const DEFAULT_TTL_MS = 5 * 60_000;
/** Nobody waits a day for a test. */
const LONGEST_TTL_MS = 24 * 3_600_000;

const KEYS = ['match', 'at', 'do', 'times', 'ttl'] as const satisfies readonly (keyof RuleInput)[];

/**
 * A rule from its JSON (operating.md §5).
 * @param faults of the families that there are
 * @throws RuleError for what is wrong, can never match, or contradicts itself
 */
export function readRule(value: unknown, faults: readonly KnownFaults[]): RuleSpec {
  const given = fieldsOf(value, 'a rule', KEYS);
  if (given['at'] === undefined) throw bad(`at is missing; use ${listed(GATES)}`);
  if (given['do'] === undefined) throw bad('do is missing; use for instance {"hold": true}');
  const at = oneOf(given['at'], 'at', GATES);
  const names = faults.map(({ family }) => family);
  const match = readMatch(given['match'], at, names);
  const action = readAction(given['do'], at);
  const families = familiesOf(match, action, isRequestGate(at), faults);
  checkRows(match, action, at);
  return {
    match,
    at,
    action,
    times: timesOf(given['times']),
    ttlMs: ttlOf(given['ttl']),
    ...(families !== undefined && { families }),
  };
}

function timesOf(value: unknown): number {
  if (value === undefined) return 1;
  if (value === 'always') return Number.POSITIVE_INFINITY;
  if (typeof value === 'number') return countOf(value, 'times', 1);
  throw bad(`times: ${shown(value)} is not allowed; use a whole number of 1 or more, or "always"`);
}

function ttlOf(value: unknown): number {
  if (value === undefined) return DEFAULT_TTL_MS;
  const ms = timeOf(value, 'ttl');
  if (ms === 0 || ms > LONGEST_TTL_MS) throw bad(`ttl: ${shown(value)} is not allowed; use 1ms to 1d`);
  return ms;
}

/** A code restricts a rule to the families that have it. @throws RuleError when none of those meant has */
function familiesOf(
  { family }: RuleMatch,
  action: Action,
  ofRequest: boolean,
  faults: readonly KnownFaults[],
): readonly string[] | undefined {
  const own = family === undefined ? undefined : [family];
  const code = action.kind === 'fail' ? action.fault.code : undefined;
  if (code === undefined) return own;
  const meant = faults.filter((known) => family === undefined || known.family === family);
  const codesOf = (known: KnownFaults): readonly string[] =>
    ofRequest ? known.refusals : [...known.endings.keys()];
  const having = meant.filter((known) => codesOf(known).includes(code)).map((known) => known.family);
  if (having.length > 0) return having;
  const codes = [...new Set(meant.flatMap(codesOf))];
  const what = ofRequest ? 'refuses a request with' : 'ends a job with';
  throw bad(
    `do.fail.code: ${family === undefined ? 'no family' : `"${family}"`} ${what} ${shown(code)}${didYouMean(code, codes)}; use ${listed(codes)}`,
  );
}

/** In bulk data `fail` of a unit is of a row, which is refused while it is loaded. */
function checkRows({ family, unit }: RuleMatch, action: Action, at: string): void {
  if (family !== 'bulk-data' || unit === undefined || action.kind !== 'fail') return;
  if (at !== 'running')
    throw bad(`match.unit with do.fail is a row in "bulk-data": rows are refused at "running"`);
  const { code, retryable } = action.fault;
  if (code !== undefined || retryable !== undefined)
    throw bad('do.fail of a row in "bulk-data" takes a message and nothing else');
}
