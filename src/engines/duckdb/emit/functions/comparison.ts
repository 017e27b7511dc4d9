import { EngineError } from '../../../../ports/engine.ts';
import type { Expression } from '../../../../sql/tree.ts';
import type { SqlType } from '../../../../sql/types.ts';
import type { CallSite, Emissions } from '../emitter.ts';
import { equality } from '../equality.ts';
import { comparable, isZoned } from '../instant.ts';
import { boundedPattern } from '../like-pattern.ts';
import { quoteText } from '../quote.ts';
import { raise } from '../raise.ts';

/** Comparisons and logic. Of time stamps with zone only the instants are compared. */
export const COMPARISON_EMISSIONS: Emissions = {
  '=': (site) => equals(site, '='),
  '<>': (site) => equals(site, '<>'),
  '<': (site) => ordered(site, '<'),
  '<=': (site) => ordered(site, '<='),
  '>': (site) => ordered(site, '>'),
  '>=': (site) => ordered(site, '>='),
  and: (site) => `(${site.all().join(' AND ')})`,
  or: (site) => `(${site.all().join(' OR ')})`,
  not: (site) => `(NOT ${site.arg(0)})`,
  'is null': (site) => `(${site.arg(0)} IS NULL)`,
  'is distinct from': (site) => compare(site, 'IS DISTINCT FROM'),
  between: (site) => between(site),
  in: (site) => among(site),
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

function equals(site: CallSite, operator: '=' | '<>'): string {
  const [left, right] = site.args;
  if (!left || !right) throw new TypeError(`${operator} has two arguments`);
  const equal = equalTo(left, right, site);
  return operator === '=' ? equal : `(NOT ${equal})`;
}

function equalTo(left: Expression, right: Expression, site: CallSite): string {
  const { emit } = site;
  if (isZoned(left.type) || neverNaN(left) || neverNaN(right)) {
    return `(${comparable(left, emit)} = ${comparable(right, emit)})`;
  }
  return equality(emit.expression(left), emit.expression(right), left.type, emit);
}

/** NaN is neither less nor greater than anything; DuckDB puts it above all numbers. */
function ordered(site: CallSite, operator: '<' | '<=' | '>' | '>='): string {
  const [left, right] = site.args;
  if (!left || !right) throw new TypeError(`${operator} has two arguments`);
  return inOrder(left, right, operator, site);
}

function inOrder(left: Expression, right: Expression, operator: string, { emit }: CallSite): string {
  const [a, b] = [comparable(left, emit), comparable(right, emit)];
  const plain = `${a} ${operator} ${b}`;
  const [greater, lesser] = operator.startsWith('>') ? [left, right] : [right, left];
  if (isCollection(left.type) || neverNaN(greater)) return `(${plain})`;
  const nan = `isnan(${emit.expression(greater)})`;
  const known = isConstant(lesser) ? '' : ` AND ${emit.expression(lesser)} IS NOT NULL`;
  return `(${plain} AND NOT (${nan}${known}))`;
}

/** Whether the value cannot be NaN, and holds no parts that must be compared for themselves: of another type, a constant, or made from whole numbers. */
function neverNaN(value: Expression): boolean {
  if (value.type.kind !== 'double' && value.type.kind !== 'real') return !isCollection(value.type);
  return isConstant(value) || (value.op === 'cast' && value.implied && neverNaN(value.value));
}

function isConstant(value: Expression): boolean {
  return value.op === 'literal' && value.value !== null && value.value !== 'NaN';
}

function isCollection({ kind }: SqlType): boolean {
  return kind === 'row' || kind === 'array' || kind === 'map';
}

function between(site: CallSite): string {
  const [value, low, high] = site.args;
  if (!value || !low || !high) throw new TypeError('between has three arguments');
  if (isCollection(value.type) || neverNaN(high)) {
    const [a, b, c] = operands(site);
    return `(${a} BETWEEN ${b} AND ${c})`;
  }
  return `(${inOrder(value, low, '>=', site)} AND ${inOrder(value, high, '<=', site)})`;
}

function among(site: CallSite): string {
  const [value, ...list] = site.args;
  if (!value) throw new TypeError('in has a value and a list');
  if (isZoned(value.type) || neverNaN(value) || list.every(neverNaN)) {
    const [sought, ...values] = operands(site);
    return `(${sought} IN (${values.join(', ')}))`;
  }
  return `(${list.map((entry) => equalTo(value, entry, site)).join(' OR ')})`;
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
  if (!by) return likeText(site, constantText(pattern));
  checkEscapes(pattern, by);
  const guard = `CASE WHEN length(${site.arg(2)}) <> 1 THEN ${raise({ text: 'Escape string must be a single character' }, { kind: 'varchar' })} ELSE ${site.arg(2)} END`;
  return `(${site.arg(0)} LIKE ${site.arg(1)} ESCAPE ${by.op === 'literal' ? site.arg(2) : guard})`;
}

function likeText(site: CallSite, pattern: string | undefined): string {
  if (pattern === undefined) return `(${site.arg(0)} LIKE ${site.arg(1)})`;
  const bounded = boundedPattern(pattern);
  return bounded.kind === 'like'
    ? `(${site.arg(0)} LIKE ${quoteText(bounded.pattern)})`
    : `regexp_full_match(${site.arg(0)}, ${quoteText(bounded.pattern)}, 's')`;
}

/** A coercion of texts only widens their type. */
function constantText(pattern: Expression): string | undefined {
  if (pattern.op === 'cast' && pattern.implied) return constantText(pattern.value);
  if (pattern.op !== 'literal' || pattern.type.kind !== 'varchar') return undefined;
  return pattern.value === null ? undefined : String(pattern.value);
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
