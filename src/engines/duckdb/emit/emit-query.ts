import { EngineError, type OutputSpec } from '../../../ports/engine.ts';
import type { ColumnId, Expression, Query, Relation } from '../../../sql/tree.ts';
import type { Emitter } from './emitter.ts';
import { encodeLine } from './encode-line.ts';
import { emitExpression } from './expression.ts';
import { inputScans } from './input-scans.ts';
import { lookedUpTexts } from './looked-up.ts';
import { emitOrdered } from './ordered.ts';
import { emitRelation } from './relation.ts';

export interface EmittedQuery {
  /** A SELECT of one VARCHAR column `line`, in the order of the statement: the encoded rows without their line ends. */
  readonly sql: string;
  /** The file's first line, without its end; JSON Lines have none. */
  readonly header?: string;
  /** Counts the rows that each scan of a table reads after its own filters (data-query contract §4.9). */
  readonly inputCounts: readonly { readonly object: string; readonly sql: string }[];
}

/**
 * The typed tree as DuckDB SQL. Pure. It wants a connection on which `prepareStatements` ran.
 * @throws EngineError `user` for what this engine cannot do, in words for the statement's author.
 */
export function emitQuery(
  query: Query,
  output: Pick<OutputSpec, 'format' | 'separator' | 'style'>,
): EmittedQuery {
  const { line, helpers, header, cells } = encodeLine(
    query.output,
    query.now,
    output,
    lookedUpTexts(query.root),
  );
  const emit = createEmitter(query.now, cells);
  const inputCounts = inputScans(query.root).map(({ scan, where }) => ({
    object: scan.object,
    sql: `SELECT count(*) FROM ${emit.relation(scan)}${where.length > 0 ? ` WHERE ${where.map(emit.expression).join(' AND ')}` : ''}`,
  }));
  const sql = emitOrdered(query.root, `${line} AS line`, helpers, emit);
  return header === undefined ? { sql, inputCounts } : { sql, header, inputCounts };
}

/**
 * Characters one expression may become. Some parts are written several times (a divisor: to look whether it is zero),
 * so that nesting them multiplies them; the text of a statement itself has at most 1,000,000 (data-query contract §4.9).
 */
const MAX_EXPRESSION_LENGTH = 8_000_000;

function createEmitter(now: number, cells: ReadonlyMap<ColumnId, string>): Emitter {
  let names = 0;
  const bound = new Map<ColumnId, string>();
  const emit: Emitter = {
    expression(expression: Expression) {
      const sql = emitExpression(expression, emit);
      if (sql.length > MAX_EXPRESSION_LENGTH) throw new EngineError('user', 'Query is too complex');
      return sql;
    },
    relation: (relation: Relation) => emitRelation(relation, emit),
    name: () => `r${++names}`,
    bind: (id, value) => void bound.set(id, value),
    boundTo: (id) => bound.get(id),
    handOn: (id) => (cells.has(id) ? [`c${id}`, `q${id}`] : [`c${id}`]),
    cells,
    now,
  };
  return emit;
}
