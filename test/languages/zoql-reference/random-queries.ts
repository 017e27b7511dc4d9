import fc from 'fast-check';
import type { CatalogueField } from '../../../src/ports/catalogue.ts';
import { OBJECTS, objectOf, targetOf } from './objects.ts';
import {
  type Aggregate,
  type Condition,
  DATE_FUNCTIONS,
  type DateCall,
  type FieldValue,
  type Item,
  type Literal,
  type Operand,
  type Operator,
  type Query,
  type Value,
} from './query-ast.ts';
import { day, exportLiteral, instant, type Kind, kindOf, pattern, zoqlLiteral } from './random-literals.ts';

/** A value and what it can be held against. */
interface Typed<V extends Value = Value> {
  readonly value: V;
  readonly kind: Kind;
}

const OPERATORS: readonly Operator[] = ['=', '!=', '<', '<=', '>', '>='];
const NULL: Literal = { kind: 'null' };
const ALIASES = ['x1', 'xTotal', 'Two words', 'say "it"', "it's", 'größe', '日本', 'a,b', 'from'];

/** Any query of the grammar of aqua.md §5.1 over the test's objects. */
export const exportQuery: fc.Arbitrary<Query> = fc
  .constantFrom(...OBJECTS.map(({ name }) => name))
  .chain((from) =>
    fc.oneof({ weight: 3, arbitrary: rowQuery(from) }, { weight: 2, arbitrary: groupQuery(from) }),
  );

/** Any query of the grammar of aqua.md §5.4; rate plans more often, for the rule of their own. */
export const zoqlQuery: fc.Arbitrary<Query> = fc
  .constantFrom('RatePlan', ...OBJECTS.map(({ name }) => name))
  .chain((from) => {
    const fields = objectOf(from).fields.map((field) => typedField(field, undefined));
    const amended = fields.filter(({ value }) => value.name === 'AmendmentType');
    const test = simpleTest(fc.constantFrom(...fields, ...amended, ...amended), zoqlLiteral, false);
    const parts = fc.array(test, { minLength: 1, maxLength: 3 });
    const where = fc.array(parts.map(joined('and')), { minLength: 1, maxLength: 3 }).map(joined('or'));
    return fc
      .record({
        items: fc.array(itemOf(fc.constantFrom(...fields)), { minLength: 1, maxLength: 4 }),
        where: fc.option(where, { nil: undefined, freq: 6 }),
      })
      .map(({ items, where: asked }) => ({
        from,
        items,
        groupBy: [],
        orderBy: [],
        ...(asked && { where: asked }),
      }));
  });

function joined(kind: 'and' | 'or') {
  return (parts: readonly Condition[]): Condition => {
    const [only] = parts;
    return parts.length === 1 && only ? only : { kind, parts };
  };
}

function typedField({ name, type }: CatalogueField, relation: string | undefined): Typed<FieldValue> {
  return { value: { kind: 'field', ...(relation !== undefined && { relation }), name }, kind: kindOf(type) };
}

/** Own fields half of the time. */
function exportFields(from: string): fc.Arbitrary<Typed<FieldValue>> {
  const of = (relation: string | undefined) =>
    targetOf(from, relation)
      .fields.filter(({ contexts }) => contexts.includes('export'))
      .map((field) => typedField(field, relation));
  const own = fc.constantFrom(...of(undefined));
  const { relationships } = objectOf(from);
  if (relationships.length === 0) return own;
  return fc.oneof(own, fc.constantFrom(...relationships.flatMap(({ name }) => of(name))));
}

function itemOf(values: fc.Arbitrary<Typed>): fc.Arbitrary<Item> {
  return values.map(({ value }) => ({ kind: 'item', value }));
}

function aliased(values: fc.Arbitrary<Typed>): fc.Arbitrary<Item> {
  return fc
    .tuple(values, fc.constantFrom(undefined, undefined, 'own name', ...ALIASES))
    .map(([{ value }, alias]): Item => {
      if (alias === undefined) return { kind: 'item', value };
      if (alias !== 'own name' || value.kind !== 'field' || value.relation === undefined)
        return { kind: 'item', value, alias };
      return { kind: 'item', value, alias: `${value.relation}.${value.name}`.toLowerCase() };
    });
}

/** No alias names two columns. */
function withoutTwins(items: readonly Item[]): readonly Item[] {
  const seen = new Set<string>();
  return items.map((item) => {
    if (item.kind === 'all' || item.alias === undefined) return item;
    const { alias, ...plain } = item;
    if (seen.has(alias)) return plain;
    seen.add(alias);
    return item;
  });
}

function dateCall(fields: fc.Arbitrary<Typed<FieldValue>>): fc.Arbitrary<Typed<DateCall>> {
  const of = fc.oneof(
    { weight: 5, arbitrary: fields.filter(({ kind }) => isDate(kind)).map(({ value }) => value) },
    { weight: 1, arbitrary: fc.oneof<fc.Arbitrary<DateCall['of']>[]>(day, instant) },
  );
  return fc.tuple(fc.constantFrom(...DATE_FUNCTIONS), of).map(([name, value]) => ({
    value: { kind: 'date-call', name, of: value },
    kind: name === 'DATE' ? 'date' : 'number',
  }));
}

function isDate(kind: Kind): boolean {
  return kind === 'date' || kind === 'datetime';
}

function aggregate(fields: fc.Arbitrary<Typed<FieldValue>>): fc.Arbitrary<Typed<Aggregate>> {
  return fc.tuple(fields, fc.nat({ max: 11 })).map(([{ value, kind }, way]): Typed<Aggregate> => {
    const of = (name: Aggregate['name'], result: Kind, distinct = false): Typed<Aggregate> => ({
      value: { kind: 'aggregate', name, distinct, of: value },
      kind: result,
    });
    if (way === 0) return { value: { kind: 'aggregate', name: 'COUNT', distinct: false }, kind: 'number' };
    if (way < 3 || kind === 'boolean') return of('COUNT', 'number', way % 2 === 0);
    if (kind === 'number' && way < 8) return of(way % 2 === 0 ? 'SUM' : 'AVG', 'number');
    return of(way % 2 === 0 ? 'MIN' : 'MAX', kind);
  });
}

/** `value op literal`, `literal op value`, tests for null, LIKE; with `export` the spellings of Export ZOQL too. */
function simpleTest(
  values: fc.Arbitrary<Typed>,
  literal: (kind: Kind) => fc.Arbitrary<Literal>,
  isExport: boolean,
): fc.Arbitrary<Condition> {
  return values.chain(({ value, kind }): fc.Arbitrary<Condition> => {
    const operator = fc.constantFrom(...(kind === 'boolean' ? OPERATORS.slice(0, 2) : OPERATORS));
    const compare = fc
      .tuple(operator, literal(kind), fc.nat({ max: 9 }))
      .map(([op, other, way]): Condition => {
        const [left, right]: [Operand, Operand] = isExport && way === 0 ? [other, value] : [value, other];
        return { kind: 'compare', operator: op, left, right };
      });
    const nullTest = fc
      .tuple(fc.constantFrom<Operator[]>('=', '!='), fc.nat({ max: 2 }))
      .map(([op, way]): Condition => {
        if (isExport && way === 0) return { kind: 'is-null', negated: op === '!=', of: value };
        const [left, right] = isExport && way === 1 ? [NULL, value] : [value, NULL];
        return { kind: 'compare', operator: op, left, right };
      });
    const like = fc.tuple(pattern, fc.boolean()).map(
      ([text, negated]): Condition => ({
        kind: 'like',
        negated: negated && isExport,
        of: value,
        pattern: text,
      }),
    );
    return fc.oneof(
      { weight: 5, arbitrary: compare },
      { weight: 1, arbitrary: nullTest },
      { weight: kind === 'text' ? 3 : 0, arbitrary: like },
    );
  });
}

/** Two fields of one kind, a date and a date-time; or two literals. */
function oddTest(values: fc.Arbitrary<Typed>): fc.Arbitrary<Condition> {
  const pair = fc
    .array(values, { minLength: 2, maxLength: 6 })
    .map((found): readonly [Typed, Typed] | undefined => {
      const [first, ...rest] = found;
      if (!first) return undefined;
      const other = rest.find(({ kind }) => kind === first.kind || (isDate(kind) && isDate(first.kind)));
      return other && [first, other];
    });
  const ofValues = fc.tuple(pair, fc.constantFrom(...OPERATORS)).map(([found, operator]): Condition => {
    if (!found)
      return {
        kind: 'compare',
        operator: '=',
        left: { kind: 'number', text: '1' },
        right: { kind: 'number', text: '1' },
      };
    const [left, right] = found;
    const op = left.kind === 'boolean' && operator !== '=' ? '!=' : operator;
    return { kind: 'compare', operator: op, left: left.value, right: right.value };
  });
  const ofLiterals = fc
    .constantFrom<Kind[]>('text', 'number')
    .chain((kind) => fc.tuple(exportLiteral(kind), exportLiteral(kind), fc.constantFrom(...OPERATORS)))
    .map(([left, right, operator]): Condition => ({ kind: 'compare', operator, left, right }));
  const ofNulls = fc.boolean().map(
    (same): Condition => ({
      kind: 'compare',
      operator: same ? '=' : '!=',
      left: NULL,
      right: NULL,
    }),
  );
  const likeOfLiteral = fc
    .tuple(exportLiteral('text'), pattern, fc.boolean())
    .map(([of, text, negated]): Condition => ({ kind: 'like', negated, of, pattern: text }));
  return fc.oneof(
    { weight: 4, arbitrary: ofValues },
    { weight: 1, arbitrary: ofLiterals },
    { weight: 1, arbitrary: ofNulls },
    { weight: 1, arbitrary: likeOfLiteral },
  );
}

function condition(values: fc.Arbitrary<Typed>, depth: number): fc.Arbitrary<Condition> {
  const test = fc.oneof(
    { weight: 5, arbitrary: simpleTest(values, exportLiteral, true) },
    { weight: 1, arbitrary: oddTest(values) },
  );
  if (depth === 0) return test;
  const inner = condition(values, depth - 1);
  return fc.oneof(
    { weight: 3, arbitrary: test },
    {
      weight: 3,
      arbitrary: fc
        .tuple(
          fc.constantFrom('and' as const, 'or' as const),
          fc.array(inner, { minLength: 2, maxLength: 3 }),
        )
        .map(([kind, parts]): Condition => ({ kind, parts })),
    },
    { weight: 1, arbitrary: inner.map((of): Condition => ({ kind: 'not', of })) },
  );
}

const limit = fc.option(
  fc.record({ skip: fc.constantFrom(0, 0, 1, 3, 20), count: fc.constantFrom(0, 1, 2, 5, 100) }),
  {
    nil: undefined,
    freq: 2,
  },
);

function rowQuery(from: string): fc.Arbitrary<Query> {
  const fields = exportFields(from);
  const values: fc.Arbitrary<Typed> = fc.oneof(
    { weight: 6, arbitrary: fields },
    { weight: 1, arbitrary: dateCall(fields) },
  );
  const all = fc
    .constantFrom(undefined, ...objectOf(from).relationships.map(({ name }) => name))
    .map((relation): Item => ({ kind: 'all', ...(relation !== undefined && { relation }) }));
  return fc
    .record({
      items: fc.array(fc.oneof({ weight: 8, arbitrary: aliased(values) }, { weight: 1, arbitrary: all }), {
        minLength: 1,
        maxLength: 4,
      }),
      where: fc.option(condition(fields, 2), { nil: undefined, freq: 6 }),
      orderBy: orderBy(values, 3),
      limit,
    })
    .map(({ items, where, orderBy: keys, limit: cut }) => ({
      from,
      items: withoutTwins(items),
      groupBy: [],
      orderBy: keys,
      ...(where && { where }),
      ...(cut && { limit: cut }),
    }));
}

/** HAVING and ORDER BY may use aggregates that are not selected. */
function groupQuery(from: string): fc.Arbitrary<Query> {
  const fields = exportFields(from);
  const key = fc.oneof<fc.Arbitrary<Typed<FieldValue | DateCall>>[]>(fields, fields, dateCall(fields));
  return fc.array(key, { maxLength: 3 }).chain((keys) => {
    const aggregates = aggregate(fields);
    // A date function of a grouped date is grouped too.
    const parts = keys.flatMap(({ value, kind }): Typed[] =>
      value.kind === 'field' && isDate(kind)
        ? [{ value: { kind: 'date-call', name: 'QUARTER', of: value }, kind: 'number' }]
        : [],
    );
    const values: fc.Arbitrary<Typed> =
      keys.length === 0
        ? aggregates
        : fc.oneof<fc.Arbitrary<Typed>[]>(aggregates, fc.constantFrom<Typed[]>(...keys, ...parts));
    return fc
      .record({
        first: aggregates,
        more: fc.array(aliased(values), { maxLength: 3 }),
        where: fc.option(condition(fields, 1), { nil: undefined, freq: 1 }),
        having: fc.option(condition(values, 1), { nil: undefined, freq: 1 }),
        orderBy: orderBy(values, 2),
        limit,
      })
      .map(({ first, more, where, having, orderBy: order, limit: cut }) => ({
        from,
        items: withoutTwins([...more, { kind: 'item', value: first.value }]),
        groupBy: keys.map(({ value }) => value),
        orderBy: order,
        ...(where && { where }),
        ...(having && { having }),
        ...(cut && { limit: cut }),
      }));
  });
}

function orderBy(values: fc.Arbitrary<Typed>, most: number): fc.Arbitrary<Query['orderBy']> {
  const key = fc.record({ value: values.map(({ value }) => value), descending: fc.boolean() });
  return fc.oneof(fc.constant([]), fc.array(key, { minLength: 1, maxLength: most }));
}
