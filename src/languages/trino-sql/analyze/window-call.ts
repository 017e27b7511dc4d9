import { isComparable } from '../../../sql/coercion.ts';
import { formatType } from '../../../sql/format-type.ts';
import type { Expression, Frame, FrameBound, SortKey, WindowCall } from '../../../sql/tree.ts';
import type { SqlType } from '../../../sql/types.ts';
import type { CallNode, FrameBoundNode, FrameNode, Identifier, Position, WindowNode } from '../syntax/ast.ts';
import { refuse } from '../syntax/syntax-error.ts';
import { sortKeys } from './aggregate-call.ts';
import type { Collector } from './collector.ts';
import { findNodes, isWindow } from './find-nodes.ts';
import { resolveCall } from './resolve-call.ts';
import type { ExpressionContext } from './session.ts';

/** Where Trino points for errors that it gives no place. */
const START: Position = { line: 1, column: 1 };

/** Functions that give a value of another row: they may skip nulls, and some need an order. */
const VALUE_FUNCTIONS: ReadonlySet<string> = new Set([
  'lag',
  'lead',
  'first_value',
  'last_value',
  'nth_value',
]);
const ORDERED_FUNCTIONS: ReadonlySet<string> = new Set(['lag', 'lead']);

/** A window call: handed to the query around; what stands for it is its result column. */
export function windowCall(node: CallNode, name: string, context: ExpressionContext): Expression {
  const { collector, session } = context;
  const candidates = session.functions.named(name);
  if (candidates.length === 0) throw refuse(node.at, `Function '${name}' not registered`);
  if (!candidates.some(({ kind }) => kind !== 'scalar'))
    throw refuse(START, `Not a window function: ${name}`);
  if (node.filter) throw refuse(START, 'FILTER is not yet supported for window functions');
  if (node.orderBy) throw refuse(node.at, 'Window function with ORDER BY is not supported');
  if (!collector) throw refuse(node.at, `Cannot use window function '${name}' here`);
  const window = resolveWindow(node.over as Identifier | WindowNode, collector);
  refuseNested(node, window);
  const resolved = resolveCall(name, node.args, node.at, context);
  if (node.nulls !== undefined && !VALUE_FUNCTIONS.has(name)) {
    throw refuse(node.at, `Cannot specify null treatment clause for ${name} function`);
  }
  const orderBy = sortKeys(window.orderBy, context);
  if (ORDERED_FUNCTIONS.has(name)) {
    if (!window.orderBy) throw refuse(window.at, `${name} function requires an ORDER BY window clause`);
    if (window.frame) throw refuse(window.frame.at, `Cannot specify window frame for ${name} function`);
  }
  const partitionBy = window.partitionBy.map((key) => partitionKey(key, context));
  const frame = window.frame && buildFrame(window.frame, orderBy, context, window);
  const column = session.column(resolved.type);
  const call: WindowCall = {
    column,
    name,
    args: resolved.args,
    distinct: node.distinct,
    ignoreNulls: node.nulls === 'ignore',
    partitionBy,
    orderBy,
    ...(frame ? { frame } : {}),
  };
  collector.windows.push({ call, node, window });
  const expression: Expression = { op: 'column', id: column.id, type: column.type };
  session.origins.set(expression, node);
  return expression;
}

function refuseNested(node: CallNode, window: WindowNode): void {
  const specification = [...window.partitionBy, ...(window.orderBy?.items ?? []).map((item) => item.value)];
  const places = { 'window function arguments': node.args, 'window specification': specification };
  for (const [place, parts] of Object.entries(places)) {
    const [nested] = parts.flatMap((part) => findNodes(part, isWindow));
    if (!nested) continue;
    throw refuse(nested.at, `Cannot nest window functions or row pattern measures inside ${place}`);
  }
}

function partitionKey(key: WindowNode['partitionBy'][number], context: ExpressionContext): Expression {
  const value = context.session.expression(key, context);
  if (!isComparable(value.type)) {
    throw refuse(
      key.at,
      `${formatType(value.type)} is not comparable, and therefore cannot be used in window function PARTITION BY`,
    );
  }
  return value;
}

/** A window by name, or one that builds on a named window, with everything in one place. */
function resolveWindow(over: Identifier | WindowNode, collector: Collector): WindowNode {
  if ('text' in over) return namedWindow(over, collector);
  if (!over.base) return over;
  const base = namedWindow(over.base, collector);
  const [partition] = over.partitionBy;
  if (partition) {
    throw refuse(
      partition.at,
      'WINDOW specification with named WINDOW reference cannot specify PARTITION BY',
    );
  }
  if (base.orderBy && over.orderBy) {
    throw refuse(over.orderBy.at, 'Cannot specify ORDER BY if referenced named WINDOW specifies ORDER BY');
  }
  if (base.frame) throw refuse(over.base.at, 'Cannot reference named WINDOW containing frame specification');
  return { ...over, partitionBy: base.partitionBy, orderBy: over.orderBy ?? base.orderBy };
}

function namedWindow(name: Identifier, collector: Collector): WindowNode {
  const index = collector.named.findIndex((each) => each.name.text.toLowerCase() === name.text.toLowerCase());
  const found = collector.named[index];
  if (!found) throw refuse(name.at, `Cannot resolve WINDOW name ${name.text}`);
  // A window may build on those before it only.
  return resolveWindow(found.window, { ...collector, named: collector.named.slice(0, index) });
}

const NUMERIC: ReadonlySet<SqlType['kind']> = new Set([
  'tinyint',
  'smallint',
  'integer',
  'bigint',
  'decimal',
  'real',
  'double',
]);
const RANGED: ReadonlySet<SqlType['kind']> = new Set([
  ...NUMERIC,
  'date',
  'time',
  'timestamp',
  'timestamp with time zone',
  'interval day to second',
  'interval year to month',
]);

function buildFrame(
  node: FrameNode,
  orderBy: readonly SortKey[],
  context: ExpressionContext,
  window: WindowNode,
): Frame {
  const end: FrameBoundNode = node.end ?? { at: node.at, bound: 'current row', value: undefined };
  checkBounds(node.start, end, node.at);
  const hasOffset = node.start.value !== undefined || end.value !== undefined;
  if (node.unit === 'range' && hasOffset) {
    const [key, ...others] = orderBy;
    if (!key) throw refuse(node.at, 'Window frame of type RANGE PRECEDING or FOLLOWING requires ORDER BY');
    if (others.length > 0) {
      throw refuse(
        window.orderBy?.at ?? node.at,
        'Window frame of type RANGE PRECEDING or FOLLOWING requires single sort item in ORDER BY (actual: ' +
          `${orderBy.length})`,
      );
    }
    if (!RANGED.has(key.value.type.kind)) {
      throw refuse(
        window.orderBy?.items[0]?.value.at ?? node.at,
        `Window frame of type RANGE PRECEDING or FOLLOWING requires that sort item type be numeric, datetime or interval (actual: ${formatType(key.value.type)})`,
      );
    }
  }
  if (node.unit === 'groups' && orderBy.length === 0) {
    throw refuse(node.at, 'Window frame of type GROUPS PRECEDING or FOLLOWING requires ORDER BY');
  }
  return {
    unit: node.unit,
    start: buildBound(node.start, node.unit, 'start', context),
    end: buildBound(end, node.unit, 'end', context),
  };
}

function checkBounds(start: FrameBoundNode, end: FrameBoundNode, at: Position): void {
  const refuseFrame = (message: string): never => {
    throw refuse(at, message);
  };
  if (start.bound === 'unbounded following') refuseFrame('Window frame start cannot be UNBOUNDED FOLLOWING');
  if (end.bound === 'unbounded preceding') refuseFrame('Window frame end cannot be UNBOUNDED PRECEDING');
  if (start.bound === 'current row' && end.bound === 'preceding') {
    refuseFrame('Window frame starting from CURRENT ROW cannot end with PRECEDING');
  }
  if (start.bound === 'following' && end.bound === 'preceding') {
    refuseFrame('Window frame starting from FOLLOWING cannot end with PRECEDING');
  }
  if (start.bound === 'following' && end.bound === 'current row') {
    refuseFrame('Window frame starting from FOLLOWING cannot end with CURRENT ROW');
  }
}

function buildBound(
  node: FrameBoundNode,
  unit: FrameNode['unit'],
  which: 'start' | 'end',
  context: ExpressionContext,
): FrameBound {
  if (node.bound !== 'preceding' && node.bound !== 'following') return { at: node.bound };
  if (!node.value) throw new Error('a frame bound without a value');
  const offset = context.session.expression(node.value, context);
  const { type } = offset;
  const whole = ['tinyint', 'smallint', 'integer', 'bigint'].includes(type.kind);
  if (unit !== 'range' && !whole && !(type.kind === 'decimal' && type.scale === 0)) {
    throw refuse(
      node.value.at,
      `Window frame ${unit.toUpperCase()} ${which} value type must be exact numeric type with scale 0 (actual ${formatType(type)})`,
    );
  }
  return { at: node.bound, offset };
}
