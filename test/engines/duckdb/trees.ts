import type { CompiledQuery } from '../../../src/ports/compiler.ts';
import { encodeQuery } from '../../../src/sql/encode.ts';
import type { Column, Expression, Relation } from '../../../src/sql/tree.ts';
import type { SqlType } from '../../../src/sql/types.ts';

/** Trees by hand: this folder's tests want an engine, not a language. */

const BIGINT: SqlType = { kind: 'bigint' };
const ARRAY: SqlType = { kind: 'array', element: BIGINT };

let ids = 0;
function newColumn(type: SqlType): Column {
  return { id: ++ids, type };
}

function compile(root: Relation, column: Column, label: string): CompiledQuery {
  const tree = encodeQuery({ root, output: [{ ...column, label }], now: Date.UTC(2026, 10, 22) });
  return { tree, columns: [label] };
}

/** One row, one text. */
export function text(value: string, label = 'value'): CompiledQuery {
  return textRows([value], label);
}

/** One text a row. */
export function textRows(values: readonly string[], label = 'value'): CompiledQuery {
  const type: SqlType = { kind: 'varchar' };
  const column = newColumn(type);
  const rows = values.map((value): readonly Expression[] => [{ op: 'literal', type, value }]);
  return compile({ op: 'values', columns: [column], rows }, column, label);
}

/** No row. */
export function nothing(): CompiledQuery {
  const column = newColumn(BIGINT);
  return compile({ op: 'values', columns: [column], rows: [] }, column, 'number');
}

/** The numbers from 1 to `count`, in order; at most 10,000. */
export function numbers(count: number): CompiledQuery {
  const column = newColumn(BIGINT);
  const relation: Relation = { op: 'unnest', collections: [{ value: sequence(count), columns: [column] }] };
  return compile(relation, column, 'number');
}

/** `count`² rows, each a number times another. */
export function products(count: number): CompiledQuery {
  return multiplied(count, 2);
}

/** Vectorised work for minutes: a thousand million rows. */
export function endless(): CompiledQuery {
  return multiplied(1_000, 3);
}

function multiplied(count: number, factors: number): CompiledQuery {
  const columns = Array.from({ length: factors }, () => newColumn(BIGINT));
  const root = columns
    .map((column): Relation => {
      const rows = Array.from({ length: count }, (_, i) => [bigint(i + 1)]);
      return { op: 'values', columns: [column], rows };
    })
    .reduce((left, right) => ({ op: 'join', kind: 'cross', left, right, lateral: false }));
  const product = newColumn(BIGINT);
  const value = columns.map(reference).reduce((a, b) => call('*', [a, b], BIGINT));
  return compile(
    { op: 'project', input: root, keep: [], add: [{ column: product, value }] },
    product,
    'product',
  );
}

/** One row that fails: a division by zero that the engine meets only when it runs. */
export function failing(): CompiledQuery {
  const [input, output] = [newColumn(BIGINT), newColumn(BIGINT)];
  const row: Relation = { op: 'unnest', collections: [{ value: sequence(1), columns: [input] }] };
  const zero = call('-', [reference(input), reference(input)], BIGINT);
  const value = call('/', [bigint(1), zero], BIGINT);
  return compile({ op: 'project', input: row, keep: [], add: [{ column: output, value }] }, output, 'value');
}

/**
 * One row that would take years: loops nested three deep over 10,000 elements each. Inside them the engine does not
 * look whether it was interrupted.
 */
export function neverEnding(): CompiledQuery {
  const [input, output] = [newColumn(BIGINT), newColumn(BIGINT)];
  const row: Relation = { op: 'unnest', collections: [{ value: sequence(1), columns: [input] }] };
  const value = nestedReduce(3, reference(input));
  return compile({ op: 'project', input: row, keep: [], add: [{ column: output, value }] }, output, 'value');
}

function nestedReduce(depth: number, innermost: Expression): Expression {
  const [state, element, result] = [newColumn(BIGINT), newColumn(BIGINT), newColumn(BIGINT)];
  const inner = depth === 1 ? innermost : nestedReduce(depth - 1, innermost);
  const argument = (column: Column): Expression => ({ op: 'lambda-argument', ...column });
  const lambda = (params: readonly Column[], body: Expression): Expression => ({
    op: 'lambda',
    params,
    body,
    type: { kind: 'function', params: params.map(({ type }) => type), result: BIGINT },
  });
  const step = lambda([state, element], call('+', [argument(state), inner], BIGINT));
  return call('reduce', [sequence(10_000), bigint(0), step, lambda([result], argument(result))], BIGINT);
}

function sequence(count: number): Expression {
  return call('sequence', [bigint(1), bigint(count)], ARRAY);
}

function bigint(value: number): Expression {
  return { op: 'literal', type: BIGINT, value: String(value) };
}

function reference(column: Column): Expression {
  return { op: 'column', ...column };
}

function call(name: string, args: readonly Expression[], type: SqlType): Expression {
  return { op: 'call', name, args, type };
}
