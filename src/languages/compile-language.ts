import type { CatalogueObject } from '../ports/catalogue.ts';
import { type CompileRequest, LanguageError } from '../ports/compiler.ts';
import type { Signature } from '../sql/functions/signature.ts';
import type { Query } from '../sql/tree.ts';
import { compileTrinoSql } from './trino-sql/compile.ts';

/** The language of a statement, by its name. */
export function compileLanguage(
  request: CompileRequest,
  catalogue: readonly CatalogueObject[],
  signatures: readonly Signature[],
): Query {
  const { language } = request.query;
  if (language === 'trino-sql') return compileTrinoSql(request, catalogue, signatures);
  throw new LanguageError(`The language ${language} is not supported yet`);
}
