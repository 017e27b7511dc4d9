import type { CatalogueObject } from '../ports/catalogue.ts';
import type { CompileRequest } from '../ports/compiler.ts';
import type { Signature } from '../sql/functions/signature.ts';
import { compileExportZoql } from './export-zoql/compile.ts';
import { compileZoql } from './zoql/compile.ts';
import type { CompiledTree } from './zoql-tree/session.ts';

/** The language of a statement, by its name. Trino's is loaded when it is first needed: its grammar takes its time. */
export async function compileLanguage(
  request: CompileRequest,
  catalogue: readonly CatalogueObject[],
  signatures: readonly Signature[],
): Promise<CompiledTree> {
  switch (request.query.language) {
    case 'trino-sql': {
      const { compileTrinoSql } = await import('./trino-sql/compile.ts');
      return { query: compileTrinoSql(request, catalogue, signatures) };
    }
    case 'export-zoql':
      return compileExportZoql(request, catalogue);
    case 'zoql':
      return compileZoql(request, catalogue);
  }
}
