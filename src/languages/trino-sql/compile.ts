import type { CatalogueObject } from '../../ports/catalogue.ts';
import { type CompileRequest, LanguageError } from '../../ports/compiler.ts';
import type { Signature } from '../../sql/functions/signature.ts';
import type { Query } from '../../sql/tree.ts';

/**
 * Trino SQL to the typed tree (DESIGN §5; data-query contract §4), by Trino's rules for names, types and labels.
 * Pure. Operators are typed by `sql/operators.ts`, everything else that is called by `signatures`.
 * @throws LanguageError with Trino's text and position.
 */
export function compileTrinoSql(
  _request: CompileRequest,
  _catalogue: readonly CatalogueObject[],
  _signatures: readonly Signature[],
): Query {
  throw new LanguageError('line 1:1: Trino SQL is not compiled yet', 1, 1);
}
