import type { With } from '../../../sql/tree.ts';
import type { Emitter } from './emitter.ts';
import { raise } from './raise.ts';

/** Trino's default of `max_recursion_depth`; a deeper recursion fails there (dialect notes §12). */
const MAX_RECURSION_DEPTH = 10;

const TOO_DEEP = `Recursion depth limit exceeded (${MAX_RECURSION_DEPTH}). Use 'max_recursion_depth' session property to modify the limit.`;

type Binding = With['bindings'][number];

export function emitWith({ bindings, body }: With, emit: Emitter): string {
  const tables = bindings.flatMap((binding) =>
    binding.recursive ? emitRecursive(binding, emit) : [emitPlain(binding, emit)],
  );
  return `WITH ${tables.join(', ')} SELECT * FROM ${emit.relation(body)}`;
}

function emitPlain({ name, relation, columns }: Binding, emit: Emitter): string {
  return `b${name}(${positions(columns.length)}) AS (${select(columns, emit.relation(relation))})`;
}

/**
 * A recursion unrolled to its greatest depth, as Trino plans it: level n is the step over level n - 1. Each level is
 * in a scope of its own where the binding's name means the level before. One level more must be empty.
 */
function emitRecursive(binding: Binding, emit: Emitter): string[] {
  const { name, relation, columns, recursive } = binding;
  if (recursive === undefined) return [];
  const header = positions(columns.length);
  const level = (n: number) => `b${name}_${n}`;
  const tables = [`${level(0)}(${header}) AS MATERIALIZED (${select(columns, emit.relation(relation))})`];
  for (let n = 1; n <= MAX_RECURSION_DEPTH + 1; n++) {
    const step = select(recursive.columns, emit.relation(recursive.step));
    tables.push(
      `${level(n)}(${header}) AS MATERIALIZED (WITH b${name} AS (SELECT * FROM ${level(n - 1)}) ${step})`,
    );
  }
  const levels = Array.from({ length: MAX_RECURSION_DEPTH + 1 }, (_, n) => `SELECT * FROM ${level(n)}`);
  const tooDeep = `(SELECT count(*) FROM ${level(MAX_RECURSION_DEPTH + 1)}) > 0`;
  const check = `CASE WHEN ${tooDeep} THEN ${raise({ text: TOO_DEEP }, { kind: 'boolean' })} ELSE true END`;
  tables.push(
    `b${name}(${header}) AS (SELECT * FROM (${levels.join(' UNION ALL ')}) AS ${emit.name()} WHERE ${check})`,
  );
  return tables;
}

function positions(count: number): string {
  return Array.from({ length: Math.max(count, 1) }, (_, i) => `p${i + 1}`).join(', ');
}

function select(columns: readonly number[], from: string): string {
  return `SELECT ${columns.map((id) => `c${id}`).join(', ') || '1'} FROM ${from}`;
}
