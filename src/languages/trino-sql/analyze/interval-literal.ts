import type { Literal } from '../../../sql/tree.ts';
import type { IntervalNode, IntervalUnit } from '../syntax/ast.ts';
import { refuse } from '../syntax/syntax-error.ts';

const UNITS: readonly IntervalUnit[] = ['day', 'hour', 'minute', 'second'];
const MS: Readonly<Record<string, number>> = {
  day: 86_400_000,
  hour: 3_600_000,
  minute: 60_000,
  second: 1000,
};

/** Months for year–month intervals, milliseconds for the others. */
export function intervalLiteral(node: IntervalNode): Literal {
  const yearMonth = node.from === 'year' || node.from === 'month';
  const value = yearMonth ? months(node) : milliseconds(node);
  if (value === undefined) {
    throw refuse(node.at, `Invalid INTERVAL ${qualifier(node)} value: ${node.value}`);
  }
  const sign = node.negative ? -1 : 1;
  return {
    op: 'literal',
    type: { kind: yearMonth ? 'interval year to month' : 'interval day to second' },
    value: value === 0 ? 0 : sign * value,
  };
}

function qualifier(node: IntervalNode): string {
  const to = node.to === undefined || node.to === node.from ? '' : ` TO ${node.to.toUpperCase()}`;
  return `${node.from.toUpperCase()}${to}`;
}

function months(node: IntervalNode): number | undefined {
  const to = node.to ?? node.from;
  const [, sign = '', first = '', second] = /^\s*(-?)(\d+)(?:-(\d+))?\s*$/.exec(node.value) ?? [];
  if (first === '' || (to !== 'year' && to !== 'month') || (node.from === 'month' && to === 'year')) {
    if (first !== '') throw refuse(node.at, `Invalid interval qualifier: ${qualifier(node)}`);
    return undefined;
  }
  const factor = sign === '-' ? -1 : 1;
  if (node.from === to) {
    if (second !== undefined) return undefined;
    return factor * Number(first) * (to === 'year' ? 12 : 1);
  }
  return factor * (Number(first) * 12 + Number(second ?? 0));
}

/** `1 02:03:04.5` DAY TO SECOND: the fields from the first to the last unit, later ones may be missing. */
function milliseconds(node: IntervalNode): number | undefined {
  const from = UNITS.indexOf(node.from);
  const to = UNITS.indexOf(node.to ?? node.from);
  if (to < from) throw refuse(node.at, `Invalid interval qualifier: ${qualifier(node)}`);
  const units = UNITS.slice(from, to + 1);
  const [, sign = '', body = ''] = /^\s*(-?)(.*?)\s*$/.exec(node.value) ?? [];
  const fields = body.split(node.from === 'day' ? /[ :]/ : ':');
  if (fields.length > units.length) return undefined;
  let total = 0;
  for (const [i, field] of fields.entries()) {
    const unit = units[i];
    const digits = unit === 'second' ? /^\d+(\.\d{1,9})?$/ : /^\d+$/;
    if (unit === undefined || !digits.test(field)) return undefined;
    total += Math.trunc(Number(field) * 1000) * ((MS[unit] ?? 0) / 1000);
  }
  return sign === '-' ? -total : total;
}
