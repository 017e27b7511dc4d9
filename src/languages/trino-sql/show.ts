import type { Signature } from '../../sql/functions/signature.ts';
import type { Expression, Query } from '../../sql/tree.ts';
import type { SqlType } from '../../sql/types.ts';
import type { Session } from './analyze/session.ts';
import { CATALOG, findObject, SCHEMA } from './analyze/table.ts';
import { likeMatcher } from './like.ts';
import type { Statement } from './syntax/ast.ts';
import { refuse } from './syntax/syntax-error.ts';

const VARCHAR: SqlType = { kind: 'varchar' };
const BOOLEAN: SqlType = { kind: 'boolean' };

/** SHOW TABLES: lower-case names in order (data-query contract §4.1). */
export function showTables(statement: Statement & { kind: 'show tables' }, session: Session): Query {
  const { schema, like } = statement;
  if (schema) {
    const [name = '', catalog = CATALOG] = schema.parts.map((part) => part.text.toLowerCase()).reverse();
    if (catalog !== CATALOG) throw refuse(schema.at, `Catalog '${catalog}' does not exist`);
    if (name !== SCHEMA) throw refuse(schema.at, `Schema '${name}' does not exist`);
  }
  const matches = likeMatcher(like);
  const { admin } = session.request.scope;
  const names = [...session.catalogue.values()]
    .filter((object) => admin || !object.adminOnly)
    .map((object) => object.table)
    .filter(matches)
    .sort();
  return answer(
    session,
    [['Table', VARCHAR]],
    names.map((name) => [name]),
  );
}

/** SHOW COLUMNS, DESCRIBE: type strings without precision or length, in the order of `SELECT *`. */
export function showColumns(statement: Statement & { kind: 'show columns' }, session: Session): Query {
  // Trino gives the place of the statement, not of the name.
  const object = findObject({ ...statement.table, at: { line: 1, column: 1 } }, session);
  const matches = likeMatcher(statement.like);
  const rows = object.fields
    .filter((field) => matches(field.name.toLowerCase()))
    .map((field) => [field.name.toLowerCase(), field.sqlType, '', field.name]);
  const labels = ['Column', 'Type', 'Extra', 'Comment'] as const;
  return answer(
    session,
    labels.map((label) => [label, VARCHAR] as const),
    rows,
  );
}

/** SHOW FUNCTIONS: one row an overload. */
export function showFunctions(
  statement: Statement & { kind: 'show functions' },
  session: Session,
  signatures: readonly Signature[],
): Query {
  const matches = likeMatcher(statement.like);
  const rows = signatures
    .filter(({ name, description }) => description !== undefined && matches(name))
    .map(
      (signature) =>
        [
          signature.name,
          resultText(signature),
          signature.params.map(withoutDemand).join(', '),
          signature.kind,
          signature.deterministic ?? true,
          signature.description ?? '',
        ] as const,
    )
    .sort((a, b) => compare(a[0], b[0]) || compare(a[2], b[2]));
  return answer(
    session,
    [
      ['Function', VARCHAR],
      ['Return Type', VARCHAR],
      ['Argument Types', VARCHAR],
      ['Function Type', VARCHAR],
      ['Deterministic', BOOLEAN],
      ['Description', VARCHAR],
    ],
    rows,
  );
}

function withoutDemand(pattern: string): string {
  return pattern.replaceAll(/:(comparable|orderable)/g, '');
}

/** A computed result is shown by the family it belongs to: it depends on the arguments. */
function resultText({ returns, params }: Signature): string {
  if (typeof returns === 'string') return withoutDemand(returns);
  return withoutDemand(params.at(-1) ?? 'unknown');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function answer(
  session: Session,
  labels: readonly (readonly [label: string, type: SqlType])[],
  rows: readonly (readonly (string | boolean)[])[],
): Query {
  const columns = labels.map(([, type]) => session.column(type));
  return {
    root: {
      op: 'values',
      columns,
      rows: rows.map((row) =>
        row.map((value, i): Expression => ({ op: 'literal', type: columns[i]?.type ?? VARCHAR, value })),
      ),
    },
    output: columns.map((column, i) => ({ ...column, label: labels[i]?.[0] ?? '' })),
    now: session.request.now,
  };
}
