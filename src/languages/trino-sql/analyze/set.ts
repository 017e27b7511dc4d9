import { commonSuperType } from '../../../sql/coercion.ts';
import { formatType } from '../../../sql/format-type.ts';
import type { SqlType } from '../../../sql/types.ts';
import type { QueryBody, QueryNode, SetNode } from '../syntax/ast.ts';
import { refuse } from '../syntax/syntax-error.ts';
import { coerceFields } from './coerce-fields.ts';
import type { Field } from './scope.ts';
import type { PlannedQuery, QueryContext, Session } from './session.ts';

/** UNION, INTERSECT, EXCEPT: columns by position in their common types, names of the first. */
export function planSet(node: SetNode, context: QueryContext, session: Session): PlannedQuery {
  const links = chain(node);
  const inner: QueryContext = { ...context, ordered: false };
  const [first = node] = links;
  const inputs = [first.left, ...links.map((link) => link.right)].map((body) =>
    session.query(queryOf(body), inner),
  );
  const [head] = inputs;
  let types: readonly SqlType[] = head?.fields.map(({ column }) => column.type) ?? [];
  for (const [i, link] of links.entries()) {
    types = commonTypes(types, inputs[i + 1]?.fields ?? [], link);
  }
  const columns = types.map((type) => session.column(type));
  return {
    relation: {
      op: 'set',
      kind: node.operator,
      all: node.all,
      columns,
      inputs: inputs.map((input) => {
        const { relation, fields } = coerceFields(input, types, session);
        return { relation, columns: fields.map(({ column }) => column.id) };
      }),
    },
    fields: columns.map(
      (column, i): Field => ({ name: head?.fields[i]?.name, relation: [], column, hidden: false }),
    ),
  };
}

/** `a UNION b UNION c` is one operation over three inputs; EXCEPT depends on its order and stays in pairs. */
function chain(node: SetNode): readonly SetNode[] {
  const links = [node];
  let left: QueryBody = node.left;
  while (
    node.operator !== 'except' &&
    left.kind === 'set' &&
    left.operator === node.operator &&
    left.all === node.all
  ) {
    links.push(left);
    left = left.left;
  }
  return links.reverse();
}

function queryOf(body: QueryBody): QueryNode {
  return { at: body.at, with: undefined, body, orderBy: undefined, offset: undefined, limit: undefined };
}

function commonTypes(types: readonly SqlType[], fields: readonly Field[], node: SetNode): readonly SqlType[] {
  const name = node.operator.toUpperCase();
  if (types.length !== fields.length) {
    throw refuse(node.at, `${name} query has different number of fields: ${types.length}, ${fields.length}`);
  }
  return fields.map(({ column }, i) => {
    const left = types[i] ?? column.type;
    const common = commonSuperType(left, column.type);
    if (!common) {
      throw refuse(
        node.at,
        `column ${i + 1} in ${name} query has incompatible types: ${formatType(left)}, ${formatType(column.type)}`,
      );
    }
    return common;
  });
}
