import type { Column, Relation, Values } from '../../../sql/tree.ts';
import { emitAggregate } from './aggregate.ts';
import { duckdbType } from './duckdb-type.ts';
import type { Emitter } from './emitter.ts';
import { emitJoin, emitUnnest } from './join.ts';
import { emitLimit, orderBy } from './order.ts';
import { selectList } from './select-list.ts';
import { emitDistinct, emitSet } from './set.ts';
import { emitTableScan } from './table-scan.ts';
import { emitWindow } from './window.ts';
import { emitWith } from './with.ts';

/** SQL of a relation as a FROM item: `(SELECT …) AS r1`, a join in parentheses, or a name. */
export function emitRelation(relation: Relation, emit: Emitter): string {
  switch (relation.op) {
    case 'table':
      return item(emitTableScan(relation, emit), emit);
    case 'values':
      return emitValues(relation, emit);
    case 'project': {
      const columns = [
        ...relation.keep.flatMap(emit.handOn),
        ...relation.add.map(({ column, value }) => `${emit.expression(value)} AS c${column.id}`),
      ];
      return item(`SELECT ${selectList(columns)} FROM ${emit.relation(relation.input)}`, emit);
    }
    case 'filter':
      return item(
        `SELECT * FROM ${emit.relation(relation.input)} WHERE ${emit.expression(relation.where)}`,
        emit,
      );
    case 'join':
      return emitJoin(relation, emit);
    case 'aggregate':
      return item(emitAggregate(relation, emit), emit);
    case 'window':
      return item(emitWindow(relation, emit), emit);
    case 'distinct':
      return item(emitDistinct(relation, emit), emit);
    case 'sort':
      return item(`SELECT * FROM ${emit.relation(relation.input)} ${orderBy(relation.keys, emit)}`, emit);
    case 'limit':
      return item(emitLimit(relation, emit), emit);
    case 'set':
      return item(emitSet(relation, emit), emit);
    case 'unnest':
      return item(emitUnnest(relation, emit), emit);
    case 'with':
      return item(emitWith(relation, emit), emit);
    case 'with-scan':
      return `b${relation.name} AS ${emit.name()}(${names(relation.columns)})`;
  }
}

function item(select: string, emit: Emitter): string {
  return `(${select}) AS ${emit.name()}`;
}

function names(columns: readonly Column[]): string {
  return columns.map(({ id }) => `c${id}`).join(', ');
}

function emitValues({ columns, rows }: Values, emit: Emitter): string {
  if (rows.length === 0) {
    const nulls = columns.map(({ id, type }) => `CAST(NULL AS ${duckdbType(type)}) AS c${id}`);
    return item(`SELECT ${selectList(nulls)} WHERE false`, emit);
  }
  if (columns.length === 0) return `(VALUES ${rows.map(() => '(1)').join(', ')}) AS ${emit.name()}(nothing)`;
  const lines = rows.map((row) => `(${row.map((value) => emit.expression(value)).join(', ')})`);
  return `(VALUES ${lines.join(', ')}) AS ${emit.name()}(${names(columns)})`;
}
