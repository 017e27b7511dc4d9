import { addDays, addMonths, instantOf, localAt } from './calendar.ts';
import { type Cell, compareCells, numberOf } from './cell.ts';
import type { Condition, Literal, Operand, Operator, RelativeLiteral, Value } from './query-ast.ts';

/** Three-valued: `null` is unknown. */
export type Truth = boolean | null;

/** What the words of time mean. */
export interface Now {
  /** ms */
  readonly now: number;
  /** Of the tenant. */
  readonly zone: string;
}

/** `value`: of the row or group at hand. */
export function truthOf(condition: Condition, value: (of: Value) => Cell, time: Now): Truth {
  const operand = (of: Operand) => (isLiteral(of) ? plainCell(of) : value(of));
  switch (condition.kind) {
    case 'and': {
      const parts = condition.parts.map((part) => truthOf(part, value, time));
      return parts.includes(false) ? false : parts.includes(null) ? null : true;
    }
    case 'or': {
      const parts = condition.parts.map((part) => truthOf(part, value, time));
      return parts.includes(true) ? true : parts.includes(null) ? null : false;
    }
    case 'not':
      return negated(truthOf(condition.of, value, time));
    case 'is-null':
      return (operand(condition.of) === null) !== condition.negated;
    case 'like': {
      const text = operand(condition.of);
      if (text === null) return null;
      const found = isLike([...String(text)], [...condition.pattern]);
      return condition.negated ? !found : found;
    }
    case 'compare':
      return compared(condition, value, time);
  }
}

function negated(truth: Truth): Truth {
  return truth === null ? null : !truth;
}

function isLike(text: readonly string[], pattern: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return text.length === 0;
  if (first === '%') return isLike(text, rest) || (text.length > 0 && isLike(text.slice(1), pattern));
  return text.length > 0 && (first === '_' || first === text[0]) && isLike(text.slice(1), rest);
}

const MIRRORED: Readonly<Record<Operator, Operator>> = {
  '=': '=',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

function compared(
  { operator, left, right }: Condition & { readonly kind: 'compare' },
  value: (of: Value) => Cell,
  time: Now,
): Truth {
  if (isLiteral(left) && !isLiteral(right)) {
    return compared({ kind: 'compare', operator: MIRRORED[operator], left: right, right: left }, value, time);
  }
  const cell = isLiteral(left) ? plainCell(left) : value(left);
  if (isLiteral(right) && right.kind === 'null') return (cell === null) === (operator === '=');
  if (cell === null) return null;
  const order = isLiteral(right)
    ? againstLiteral(cell, right, time)
    : againstCell(cell, value(right as Value), time.zone);
  return order === null ? null : holds(operator, order);
}

function holds(operator: Operator, order: number): boolean {
  switch (operator) {
    case '=':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

/** A date-time and a date meet as days of the tenant's zone (aqua.md §5.2). */
function againstCell(left: Exclude<Cell, null>, right: Cell, zone: string): number | null {
  if (right === null) return null;
  const asDay = (cell: Exclude<Cell, null>) =>
    typeof cell === 'object' && 'ms' in cell ? { day: dayOf(cell.ms, zone) } : cell;
  const days = [left, right].some((cell) => typeof cell === 'object' && 'day' in cell);
  return days ? compareCells(asDay(left), asDay(right)) : compareCells(inSeconds(left), inSeconds(right));
}

function againstLiteral(cell: Exclude<Cell, null>, literal: Literal, time: Now): number {
  if (typeof cell !== 'object' || 'number' in cell) {
    const other = plainCell(literal);
    if (other === null) throw new Error('compared with null');
    return compareCells(cell, other);
  }
  const moment = momentOf(literal, time);
  if ('day' in cell) return compareCells(cell, { day: moment.day });
  // The whole day: no hour of it is before it or after it.
  if (moment.ms === undefined) return compareCells({ day: dayOf(cell.ms, moment.zone) }, { day: moment.day });
  return compareCells(inSeconds(cell), inSeconds({ ms: moment.ms }));
}

/** Files print no fractions, and what they print finds its row (aqua.md §4.2.6, §5.5). */
function inSeconds(cell: Exclude<Cell, null>): Exclude<Cell, null> {
  return typeof cell === 'object' && 'ms' in cell ? { ms: Math.floor(cell.ms / 1000) * 1000 } : cell;
}

/** A day of a zone, or with `ms` an instant on that day. */
function momentOf(
  literal: Literal,
  { now, zone }: Now,
): { readonly day: string; readonly zone: string; readonly ms?: number } {
  switch (literal.kind) {
    case 'day':
      return { day: literal.day, zone: literal.zone ?? zone };
    case 'instant': {
      const own = literal.zone ?? zone;
      return { day: literal.local.slice(0, 10), zone: own, ms: instantOf(literal.local, own) };
    }
    case 'relative': {
      const own = literal.zone?.means ?? zone;
      const moved = shifted(literal, now, own);
      if (literal.base === 'today') return { day: moved.slice(0, 10), zone: own };
      const ms = TIME_MS[literal.unit] === undefined ? instantOf(moved, own) : now + elapsed(literal);
      return { day: dayOf(ms, own), zone: own, ms: literal.count === 0 ? now : ms };
    }
    default:
      throw new Error(`a ${literal.kind} is no date`);
  }
}

const TIME_MS: Readonly<Partial<Record<RelativeLiteral['unit'], number>>> = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
};

function elapsed({ count, unit }: RelativeLiteral): number {
  return count * (TIME_MS[unit] ?? 0);
}

/** The local time, moved by days or longer units of the calendar. */
function shifted({ count, unit }: RelativeLiteral, now: number, zone: string): string {
  const local = localAt(now, zone);
  const day = local.slice(0, 10);
  const moved = {
    day: () => addDays(day, count),
    week: () => addDays(day, 7 * count),
    month: () => addMonths(day, count),
    year: () => addMonths(day, 12 * count),
    second: () => day,
    minute: () => day,
    hour: () => day,
  }[unit]();
  return moved + local.slice(10) + (now % 1000 === 0 ? '' : `.${String(now % 1000).padStart(3, '0')}`);
}

function dayOf(ms: number, zone: string): string {
  return localAt(ms, zone).slice(0, 10);
}

function isLiteral(operand: Operand): operand is Literal {
  return !['field', 'date-call', 'aggregate'].includes(operand.kind);
}

function plainCell(literal: Literal): Cell {
  switch (literal.kind) {
    case 'text':
      return literal.text;
    case 'number':
      return numberOf(literal.text);
    case 'boolean':
      return literal.value;
    case 'null':
      return null;
    default:
      throw new Error(`a ${literal.kind} needs a date to be compared with`);
  }
}
