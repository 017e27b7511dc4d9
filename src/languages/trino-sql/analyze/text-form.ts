import { formatType } from '../../../sql/format-type.ts';
import type { Expression } from '../../../sql/tree.ts';
import type { SqlType } from '../../../sql/types.ts';
import type { NodeOf } from '../syntax/ast.ts';
import { refuse } from '../syntax/syntax-error.ts';
import { callByName } from './call.ts';
import type { ExpressionContext } from './session.ts';

/** EXTRACT's fields and the functions that do the same. */
const FIELDS: readonly (readonly [field: string, name: string])[] = [
  ['YEAR', 'year'],
  ['QUARTER', 'quarter'],
  ['MONTH', 'month'],
  ['WEEK', 'week'],
  ['DAY', 'day'],
  ['DAY_OF_MONTH', 'day'],
  ['DAY_OF_WEEK', 'day_of_week'],
  ['DOW', 'day_of_week'],
  ['DAY_OF_YEAR', 'day_of_year'],
  ['DOY', 'day_of_year'],
  ['YEAR_OF_WEEK', 'year_of_week'],
  ['YOW', 'year_of_week'],
  ['HOUR', 'hour'],
  ['MINUTE', 'minute'],
  ['SECOND', 'second'],
  ['TIMEZONE_MINUTE', 'timezone_minute'],
  ['TIMEZONE_HOUR', 'timezone_hour'],
];

const TIME_FIELDS: ReadonlySet<string> = new Set(['HOUR', 'MINUTE', 'SECOND']);
const DATE_TYPES: ReadonlySet<SqlType['kind']> = new Set(['date', 'timestamp', 'timestamp with time zone']);
const TIME_TYPES: ReadonlySet<SqlType['kind']> = new Set([
  'time',
  'timestamp',
  'timestamp with time zone',
  'interval day to second',
]);

export function analyzeExtract(node: NodeOf<'extract'>, context: ExpressionContext): Expression {
  const field = node.field.text.toUpperCase();
  const name = FIELDS.find(([known]) => known === field)?.[1];
  if (name === undefined) {
    const valid = FIELDS.map(([known]) => known).join(', ');
    throw refuse(node.at, `Invalid EXTRACT field ${node.field.text}, valid fields are: ${valid}`);
  }
  const value = context.session.expression(node.value, context);
  if (!canExtract(field, value.type.kind)) {
    throw refuse(node.value.at, `Cannot extract ${field} from ${formatType(value.type)}`);
  }
  return callByName(name, [value], node.at, context);
}

function canExtract(field: string, kind: SqlType['kind']): boolean {
  if (TIME_FIELDS.has(field)) return TIME_TYPES.has(kind);
  if (field.startsWith('TIMEZONE')) return kind === 'timestamp with time zone';
  if (kind === 'interval year to month') return field === 'YEAR' || field === 'MONTH';
  if (kind === 'interval day to second') return field === 'DAY' || field === 'DAY_OF_MONTH';
  return DATE_TYPES.has(kind);
}

const TRIMS = { both: 'trim', leading: 'ltrim', trailing: 'rtrim' } as const;

export function analyzeTrim(node: NodeOf<'trim'>, context: ExpressionContext): Expression {
  const args = [context.session.expression(node.source, context)];
  if (node.characters) args.push(context.session.expression(node.characters, context));
  return callByName(TRIMS[node.side], args, node.at, context);
}
