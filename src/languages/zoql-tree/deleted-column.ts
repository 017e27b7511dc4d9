import type { Expression } from '../../sql/tree.ts';
import { findField } from '../../tenant/catalogue/catalogue.ts';
import { type Position, refuse } from '../zoql-syntax/refuse.ts';
import { BIGINT, BOOLEAN, bigint, literal } from './expressions.ts';
import type { Session } from './session.ts';
import type { Source } from './source.ts';

/** Names that clients give the column, in their own spelling. */
const USUAL_NAMES = ['IsDeleted', 'Deleted'];

/**
 * The first column, where it was asked for: whether the row is deleted (aqua.md §4.5).
 * @throws LanguageError when the data source's rows go at once with their deletion.
 */
export function deletedColumn(
  source: Source,
  at: Position,
  session: Session,
): { readonly label: string; readonly value: Expression } | undefined {
  const asked = session.extract.deletedColumn;
  if (!asked) return undefined;
  const { object, scan } = source.base;
  if (!object.softDelete) throw refuse(at, `Deleted rows of ${object.name} are not kept`, 'no-deleted-rows');
  const { window, query } = session.request;
  const some = window !== undefined || query.deleted !== 'live';
  const usual = USUAL_NAMES.find((name) => name.toLowerCase() === asked.name.toLowerCase());
  const name = findField(object, asked.name)?.name ?? usual ?? asked.name;
  return { label: `${object.name}.${name}`, value: flag(some ? scan.isDeleted() : undefined, asked.format) };
}

function flag(deleted: Expression | undefined, format: 'boolean' | 'numeric'): Expression {
  if (format === 'boolean') return deleted ?? literal(BOOLEAN, false);
  if (!deleted) return bigint(0);
  return {
    op: 'case',
    when: [{ condition: deleted, result: bigint(1) }],
    otherwise: bigint(0),
    type: BIGINT,
  };
}
