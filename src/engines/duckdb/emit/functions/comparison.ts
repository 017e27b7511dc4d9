import { EngineError } from '../../../../ports/engine.ts';
import type { Expression } from '../../../../sql/tree.ts';
import type { SqlType } from '../../../../sql/types.ts';
import type { CallSite, Emissions } from '../emitter.ts';
import { comparable } from '../instant.ts';
import { raise } from '../raise.ts';

/** Comparisons and logic. Of time stamps with zone only the instants are compared. */
export const COMPARISON_EMISSIONS: Emissions = {
  '=': (site) => equals(site, '='),
  '<>': (site) => equals(site, '<>'),
  '<': (site) => compare(site, '<'),
  '<=': (site) => compare(site, '<='),
  '>': (site) => compare(site, '>'),
  '>=': (site) => compare(site, '>='),
  and: (site) => `(${site.all().join(' AND ')})`,
  or: (site) => `(${site.all().join(' OR ')})`,
  not: (site) => `(NOT ${site.arg(0)})`,
  'is null': (site) => `(${site.arg(0)} IS NULL)`,
  'is distinct from': (site) => compare(site, 'IS DISTINCT FROM'),
  between: (site) => {
    const [value, low, high] = operands(site);
    return `(${value} BETWEEN ${low} AND ${high})`;
  },
  in: (site) => {
    const [value, ...list] = operands(site);
    return `(${value} IN (${list.join(', ')}))`;
  },
  like: (site) => like(site),
  greatest: (site) => extreme(site, 'greatest'),
  least: (site) => extreme(site, 'least'),
};

function operands(site: CallSite): string[] {
  return site.args.map((argument) => comparable(argument, site.emit));
}

function compare(site: CallSite, operator: string): string {
  const [left, right] = operands(site);
  return `(${left} ${operator} ${right})`;
}

/** Rows and arrays with a null inside may be neither equal nor unequal: their parts are compared one by one. */
function equals(site: CallSite, operator: '=' | '<>'): string {
  const [left, right] = site.args;
  if (!left || !right || (left.type.kind !== 'row' && left.type.kind !== 'array')) {
    return compare(site, operator);
  }
  const equal =
    left.type.kind === 'array'
      ? `sluice.lists_equal(${site.arg(0)}, ${site.arg(1)})`
      : rowEquality(site.arg(0), site.arg(1), left.type);
  return operator === '=' ? equal : `(NOT ${equal})`;
}

function rowEquality(a: string, b: string, type: Extract<SqlType, { kind: 'row' }>): string {
  const parts = type.fields.map((field, i) => {
    const [x, y] = [`(${a}).f${i + 1}`, `(${b}).f${i + 1}`];
    return field.type.kind === 'row' ? rowEquality(x, y, field.type) : `(${x} = ${y})`;
  });
  return `(${parts.join(' AND ')})`;
}

/** Null as soon as one argument is null; DuckDB's own skip nulls. */
function extreme(site: CallSite, name: 'greatest' | 'least'): string {
  const values = site.all();
  if (values.length === 1) return values[0] ?? 'NULL';
  const zoned = site.type.kind === 'timestamp with time zone' && site.type.zone === undefined;
  if (zoned) throw new EngineError('user', `${name} of time stamps of several zones is not supported`);
  return `CASE WHEN ${values.map((value) => `${value} IS NULL`).join(' OR ')} THEN NULL ELSE ${name}(${values.join(', ')}) END`;
}

const BAD_ESCAPE = "Escape character must be followed by '%', '_' or the escape character itself";

/** Without ESCAPE a backslash is an ordinary character; DuckDB takes it so too. */
function like(site: CallSite): string {
  const [value, pattern, by] = site.args;
  if (!value || !pattern) throw new TypeError('like has two or three arguments');
  if (!by) return `(${site.arg(0)} LIKE ${site.arg(1)})`;
  checkEscapes(pattern, by);
  const guard = `CASE WHEN length(${site.arg(2)}) <> 1 THEN ${raise({ text: 'Escape string must be a single character' }, { kind: 'varchar' })} ELSE ${site.arg(2)} END`;
  return `(${site.arg(0)} LIKE ${site.arg(1)} ESCAPE ${by.op === 'literal' ? site.arg(2) : guard})`;
}

function checkEscapes(pattern: Expression, by: Expression): void {
  if (by.op !== 'literal' || by.value === null) return;
  const character = String(by.value);
  if ([...character].length !== 1) throw new EngineError('user', 'Escape string must be a single character');
  if (pattern.op !== 'literal' || pattern.value === null) return;
  const text = [...String(pattern.value)];
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== character) continue;
    i += 1;
    const next = text[i];
    if (next !== '%' && next !== '_' && next !== character) throw new EngineError('user', BAD_ESCAPE);
  }
}
