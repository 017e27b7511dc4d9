import { formatType } from '../../../sql/format-type.ts';
import type { Expression } from '../../../sql/tree.ts';
import type { SqlType } from '../../../sql/types.ts';
import type { CallNode, ExpressionNode, NodeOf, Position } from '../syntax/ast.ts';
import { refuse } from '../syntax/syntax-error.ts';
import { aggregateCall } from './aggregate-call.ts';
import { atTimeZone } from './arithmetic.ts';
import { analyzeCoalesce, analyzeIf, analyzeNullIf, analyzeTry } from './composite.ts';
import { currentTimestamp } from './current-time.ts';
import { functionName } from './function-table.ts';
import { call } from './operand.ts';
import { resolveCall, resolveTyped } from './resolve-call.ts';
import type { ExpressionContext } from './session.ts';
import { windowCall } from './window-call.ts';

/** Calls that are forms of the language rather than functions. */
const FORMS: Readonly<Record<string, (node: CallNode, context: ExpressionContext) => Expression>> = {
  if: analyzeIf,
  nullif: analyzeNullIf,
  try: analyzeTry,
  coalesce: (node, context) => {
    if (node.args.length < 2) {
      throw refuse(node.at, "The 'coalesce' function must have at least two arguments");
    }
    return analyzeCoalesce({ kind: 'coalesce', at: node.at, items: node.args }, context);
  },
  typeof: (node, context) => {
    const value = onlyArgument(node, context);
    return { op: 'literal', type: { kind: 'varchar' }, value: formatType(value.type) };
  },
  now: (node, context) => {
    if (node.args.length > 0) resolveCall('now', node.args, node.at, context);
    return currentTimestamp(context.session.request.now);
  },
};

export function analyzeCall(node: CallNode, context: ExpressionContext): Expression {
  const name = functionName(node.name);
  const { functions } = context.session;
  if (node.over !== undefined) return windowCall(node, name, context);
  const form = FORMS[name];
  if (form && !node.distinct && !node.star) return form(node, context);
  const candidates = functions.named(name);
  if (candidates.length === 0) throw refuse(node.at, `Function '${name}' not registered`);
  if (functions.isAggregate(name)) return aggregateCall(node, name, context);
  if (node.distinct) throw refuse(node.at, 'DISTINCT is not supported for non-aggregation functions');
  if (node.filter) throw refuse(node.at, 'Filter is only valid for aggregation functions');
  if (node.orderBy) throw refuse(node.at, 'ORDER BY is only valid for aggregation functions');
  const resolved = resolveCall(name, node.args, node.at, context);
  if (resolved.signature.kind === 'window') {
    throw refuse(node.at, `Window function system.builtin.${name} requires an OVER clause`);
  }
  if (name === 'at_timezone') return zoned(resolved.args);
  return call(name, resolved.args, resolved.type);
}

/** A call of a function by name with arguments that are typed already. */
export function callByName(
  name: string,
  values: readonly Expression[],
  at: Position,
  context: ExpressionContext,
): Expression {
  const resolved = resolveTyped(name, values, at, context);
  return call(name, resolved.args, resolved.type);
}

/** `at_timezone(x, z)` is `x AT TIME ZONE z`. */
function zoned([value, zone]: readonly Expression[]): Expression {
  if (!value || !zone) throw new Error('at_timezone takes two arguments');
  return atTimeZone(value, zone);
}

function onlyArgument(node: CallNode, context: ExpressionContext): Expression {
  const [inner] = node.args;
  if (!inner || node.args.length > 1) {
    const types = node.args.map((arg) => formatType(context.session.expression(arg, context).type));
    throw refuse(
      node.at,
      `Unexpected parameters (${types.join(', ')}) for function typeof. Expected: typeof(t) T`,
    );
  }
  return context.session.expression(inner, context);
}

/** Beyond this many columns GROUPING gives a bigint. */
const MAX_INTEGER_GROUPING = 31;

export function analyzeGrouping(node: NodeOf<'grouping'>, context: ExpressionContext): Expression {
  const { collector, session } = context;
  if (!collector)
    throw refuse(
      node.at,
      'A GROUPING() operation can only be used with a corresponding GROUPING SET/CUBE/ROLLUP/GROUP BY clause',
    );
  const of = node.columns.map((name) => {
    const [first, ...rest] = name.parts;
    if (!first) throw new Error('a name without parts');
    const column = rest.reduce<ExpressionNode>(
      (base, field) => ({ kind: 'dereference', at: name.at, base, field }),
      { kind: 'identifier', at: first.at, name: first },
    );
    return session.expression(column, context);
  });
  const type: SqlType = { kind: of.length > MAX_INTEGER_GROUPING ? 'bigint' : 'integer' };
  const column = session.column(type);
  collector.grouping.push({ column, of, node });
  return { op: 'column', id: column.id, type };
}
