import type { Expression } from '../../sql/tree.ts';
import { findField } from '../../tenant/catalogue/catalogue.ts';
import type { ConditionNode } from '../zoql-syntax/ast.ts';
import { call, literal } from '../zoql-tree/expressions.ts';
import type { Source } from '../zoql-tree/source.ts';

const FIELD = 'AmendmentType';

/** Rate plans that an amendment removed are hidden unless the filter says `AmendmentType != null` (aqua.md §5.4). */
export function withoutRemovedPlans(
  where: ConditionNode | undefined,
  { base }: Source,
): readonly Expression[] {
  const field = base.object.name === 'RatePlan' ? findField(base.object, FIELD) : undefined;
  if (!field || (where && asksForAmendments(where))) return [];
  const value = base.scan.field(field);
  const removed = call('=', [value, literal({ kind: 'varchar' }, 'RemoveProduct')]);
  return [call('or', [call('is null', [value]), call('not', [removed])])];
}

function asksForAmendments(node: ConditionNode): boolean {
  switch (node.kind) {
    case 'and':
    case 'or':
      return node.conditions.some(asksForAmendments);
    case 'comparison':
      return (
        node.operator === '<>' &&
        node.left.kind === 'name' &&
        node.left.name.toLowerCase() === FIELD.toLowerCase() &&
        node.right.kind === 'literal' &&
        node.right.form === 'null'
      );
    default:
      return false;
  }
}
