import type { CatalogueObject } from '../../ports/catalogue.ts';
import type { CompileRequest } from '../../ports/compiler.ts';
import type { Signature } from '../../sql/functions/signature.ts';
import type { Query } from '../../sql/tree.ts';
import { analyzeQuery, newSession } from './analyze/analyze.ts';
import { showColumns, showFunctions, showTables } from './show.ts';
import { parseStatement } from './syntax/parse.ts';
import { tooLarge } from './syntax/size-limit.ts';

/**
 * Trino SQL to the typed tree (DESIGN §5; data-query contract §4), by Trino's rules for names, types and labels.
 * Pure. Operators are typed by `sql/operators.ts`, everything else that is called by `signatures`.
 * @throws LanguageError with Trino's text and position.
 */
export function compileTrinoSql(
  request: CompileRequest,
  catalogue: readonly CatalogueObject[],
  signatures: readonly Signature[],
): Query {
  try {
    const statement = parseStatement(request.query.text);
    const session = newSession(request, catalogue, signatures);
    switch (statement.kind) {
      case 'query':
        return analyzeQuery(statement.query, session);
      case 'show tables':
        return showTables(statement, session);
      case 'show columns':
        return showColumns(statement, session);
      case 'show functions':
        return showFunctions(statement, session, signatures);
    }
  } catch (error) {
    // What has no brackets to count is bounded by the stack, as in Trino.
    if (error instanceof RangeError) throw tooLarge();
    throw error;
  }
}
