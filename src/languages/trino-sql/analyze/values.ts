import { commonSuperType } from '../../../sql/coercion.ts';
import { formatType } from '../../../sql/format-type.ts';
import type { Expression } from '../../../sql/tree.ts';
import type { SqlType } from '../../../sql/types.ts';
import type { ExpressionNode, QueryBody } from '../syntax/ast.ts';
import { refuse } from '../syntax/syntax-error.ts';
import { coerce } from './coerce.ts';
import { integerLiteral } from './literal.ts';
import { call } from './operand.ts';
import type { ExpressionContext, PlannedQuery, QueryContext, Session } from './session.ts';

/** VALUES: a row in parentheses gives several columns, anything else one. */
export function planValues(
  body: QueryBody & { kind: 'values' },
  context: QueryContext,
  session: Session,
): PlannedQuery {
  const scope = context.outer ?? { fields: [], outer: undefined, lambda: false };
  const inner: ExpressionContext = { session, scope, bindings: context.bindings, collector: undefined };
  const rows = body.rows.map((row) => rowValues(row, inner));
  const types = rows.reduce<readonly SqlType[] | undefined>((common, row) => {
    const own = row.map(({ type }) => type);
    if (common === undefined) return own;
    if (common.length !== own.length) {
      throw refuse(body.at, `Values rows have mismatched sizes: ${common.length} vs ${own.length}`);
    }
    return common.map((type, i) => {
      const both = own[i] && commonSuperType(type, own[i]);
      if (!both) {
        throw refuse(body.at, `Values rows have mismatched types: ${rowText(common)} vs ${rowText(own)}`);
      }
      return both;
    });
  }, undefined);
  const columns = (types ?? []).map((type) => session.column(type));
  return {
    relation: {
      op: 'values',
      columns,
      rows: rows.map((row) => row.map((value, i) => coerce(value, columns[i]?.type ?? value.type))),
    },
    fields: columns.map((column) => ({ name: undefined, relation: [], column, hidden: false })),
  };
}

function rowValues(node: ExpressionNode, context: ExpressionContext): readonly Expression[] {
  if (node.kind === 'row') return node.items.map((item) => context.session.expression(item, context));
  const value = context.session.expression(node, context);
  const { type } = value;
  if (type.kind !== 'row') return [value];
  return type.fields.map((field, i) => call('dereference', [value, integerLiteral(BigInt(i))], field.type));
}

function rowText(types: readonly SqlType[]): string {
  return formatType({ kind: 'row', fields: types.map((type) => ({ type })) });
}
