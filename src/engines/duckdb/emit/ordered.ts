import type { Relation } from '../../../sql/tree.ts';
import type { Emitter } from './emitter.ts';
import { comparable } from './instant.ts';
import { direction, limits } from './order.ts';

/** A relation whose order is not yet applied. */
interface Ordered {
  readonly from: string;
  /** Sort keys over the columns of `from`, with their directions. */
  readonly keys: readonly { readonly sql: string; readonly direction: string }[];
  /** ` LIMIT … OFFSET …`, or empty. */
  readonly limit: string;
}

/**
 * `SELECT select FROM relation`, with the relation's own order on this very SELECT: an order inside a subquery
 * promises nothing to the outside. `helpers`: columns beside the relation's that `select` needs, `expression AS name`.
 */
export function emitOrdered(
  relation: Relation,
  select: string,
  helpers: readonly string[],
  emit: Emitter,
): string {
  const { from, keys, limit } = ordered(relation, emit);
  const order = keys.map((key) => `${key.sql}${key.direction}`).join(', ');
  const source =
    helpers.length === 0 ? from : `(SELECT *, ${helpers.join(', ')} FROM ${from}) AS ${emit.name()}`;
  return `SELECT ${select} FROM ${source}${order ? ` ORDER BY ${order}` : ''}${limit}`;
}

function ordered(relation: Relation, emit: Emitter): Ordered {
  switch (relation.op) {
    case 'sort':
      return {
        from: emit.relation(relation.input),
        keys: relation.keys.map((key) => ({
          sql: `(${comparable(key.value, emit)})`,
          direction: direction(key),
        })),
        limit: '',
      };
    case 'limit': {
      const { input, offset, count, withTies } = relation;
      if (withTies || input.op !== 'sort') return plain(relation, emit);
      return { ...ordered(input, emit), limit: limits(offset, count) };
    }
    case 'project': {
      const inner = ordered(relation.input, emit);
      if (inner.keys.length === 0) return plain(relation, emit);
      return projected(relation, inner, emit);
    }
    default:
      return plain(relation, emit);
  }
}

function plain(relation: Relation, emit: Emitter): Ordered {
  return { from: emit.relation(relation), keys: [], limit: '' };
}

/** Sort keys that the projection would drop are carried along under names of their own. */
function projected(relation: Extract<Relation, { op: 'project' }>, inner: Ordered, emit: Emitter): Ordered {
  const names = inner.keys.map(() => emit.name());
  const carried = inner.keys.map(({ sql }, i) => `${sql} AS ${names[i]}`);
  const columns = [
    ...relation.keep.flatMap(emit.handOn),
    ...relation.add.map(({ column, value }) => `${emit.expression(value)} AS c${column.id}`),
  ];
  const keys = inner.keys.map((key, i) => ({ sql: names[i] ?? '', direction: key.direction }));
  if (inner.limit === '') {
    return {
      from: `(SELECT ${[...columns, ...carried].join(', ')} FROM ${inner.from}) AS ${emit.name()}`,
      keys,
      limit: '',
    };
  }
  // The rows are chosen first: what they compute must not be computed for the others.
  const order = inner.keys.map((key) => `${key.sql}${key.direction}`).join(', ');
  const chosen = `(SELECT *, ${carried.join(', ')} FROM ${inner.from} ORDER BY ${order}${inner.limit}) AS ${emit.name()}`;
  return {
    from: `(SELECT ${[...columns, ...names].join(', ')} FROM ${chosen}) AS ${emit.name()}`,
    keys,
    limit: '',
  };
}
