import type { CatalogueObject } from '../../../ports/catalogue.ts';
import type { CompileRequest } from '../../../ports/compiler.ts';
import type { Signature } from '../../../sql/functions/signature.ts';
import type { Query } from '../../../sql/tree.ts';
import type { QueryNode } from '../syntax/ast.ts';
import { analyzeExpression } from './expression.ts';
import { functionTable } from './function-table.ts';
import { pruneColumns } from './prune.ts';
import { planQuery } from './query.ts';
import { planRelation } from './relation.ts';
import type { Session } from './session.ts';

export function newSession(
  request: CompileRequest,
  catalogue: readonly CatalogueObject[],
  signatures: readonly Signature[],
): Session {
  let columns = 0;
  let bindings = 0;
  const session: Session = {
    request,
    catalogue: new Map(catalogue.map((object) => [object.table.toLowerCase(), object])),
    functions: functionTable(signatures),
    origins: new WeakMap(),
    column: (type) => {
      columns += 1;
      return { id: columns, type };
    },
    binding: () => {
      bindings += 1;
      return bindings;
    },
    expression: analyzeExpression,
    query: (node, context) => planQuery(node, context, session),
    relation: (node, context) => planRelation(node, context, session),
  };
  return session;
}

/** A statement's query as a typed tree. */
export function analyzeQuery(node: QueryNode, session: Session): Query {
  const { relation, fields } = session.query(node, { outer: undefined, bindings: new Map(), ordered: true });
  const output = fields
    .filter((field) => !field.hidden)
    .map(({ name, column }, i) => ({ ...column, label: name ?? `_col${i}` }));
  return pruneColumns({ root: relation, output, now: session.request.now });
}
