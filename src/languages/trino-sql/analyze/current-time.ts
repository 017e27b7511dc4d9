import { formatInstant } from '../../../sql/format-instant.ts';
import type { Expression } from '../../../sql/tree.ts';
import type { NodeOf } from '../syntax/ast.ts';
import { refuse } from '../syntax/syntax-error.ts';

/** Precision of the current time where none is written. */
const DEFAULT_PRECISION = 3;

/**
 * The current time as a literal: business time at the attempt's start, in the session's zone, which is UTC
 * (data-query contract §4.4), so that it is the same wherever it stands and on every engine.
 */
export function analyzeCurrent(node: NodeOf<'current'>, now: number): Expression {
  const precision = node.precision ?? DEFAULT_PRECISION;
  const [date = '', clock = ''] = formatInstant(now).split(' ');
  const fraction = fractionOf(now, precision);
  switch (node.which) {
    case 'current_date':
      return { op: 'literal', type: { kind: 'date' }, value: date };
    case 'localtime':
      return { op: 'literal', type: { kind: 'time', precision }, value: `${clock}${fraction}` };
    case 'localtimestamp':
      return { op: 'literal', type: { kind: 'timestamp', precision }, value: `${date} ${clock}${fraction}` };
    case 'current_timestamp':
      return currentTimestamp(now, precision);
    case 'current_time':
      throw refuse(node.at, "Type 'time with time zone' is not supported");
  }
}

export function currentTimestamp(now: number, precision = DEFAULT_PRECISION): Expression {
  return {
    op: 'literal',
    type: { kind: 'timestamp with time zone', precision, zone: 'UTC' },
    value: `${formatInstant(now)}${fractionOf(now, precision)}`,
  };
}

function fractionOf(now: number, precision: number): string {
  if (precision === 0) return '';
  const ms = String(((now % 1000) + 1000) % 1000).padStart(3, '0');
  return `.${ms.slice(0, precision).padEnd(precision, '0')}`;
}
