import { compileExportZoql } from '../../src/languages/export-zoql/compile.ts';
import { compileZoql } from '../../src/languages/zoql/compile.ts';
import type { CompiledTree } from '../../src/languages/zoql-tree/session.ts';
import type { CatalogueObject } from '../../src/ports/catalogue.ts';
import { type CompileRequest, type ExtractOptions, LanguageError } from '../../src/ports/compiler.ts';
import { baseCatalogue } from '../../src/tenant/catalogue/base-catalogue.ts';
import { ENTITY, ORGS } from '../engines/duckdb/data/tenant-file.ts';

/** A Saturday, 2026-08-01T12:00:00Z: five in the morning in Los Angeles. */
export const NOW = Date.UTC(2026, 7, 1, 12);

export interface Asked extends Partial<Omit<CompileRequest, 'query'>> {
  readonly extract?: Partial<ExtractOptions>;
  readonly deleted?: CompileRequest['query']['deleted'];
  readonly admin?: boolean;
  readonly catalogue?: readonly CatalogueObject[];
}

function request(language: 'zoql' | 'export-zoql', text: string, asked: Asked): CompileRequest {
  const { extract, deleted = 'live', admin = true, catalogue: _, ...more } = asked;
  return {
    query: {
      language,
      text,
      deleted,
      extract: { labels: 'names', datetimes: 'zoned', literals: 'strict', ...extract },
    },
    scope: { tenant: 'dev', entities: [ENTITY], orgs: ORGS, admin },
    now: NOW,
    zone: 'America/Los_Angeles',
    ...more,
  };
}

export function exportZoql(text: string, asked: Asked = {}): CompiledTree {
  return compileExportZoql(request('export-zoql', text, asked), asked.catalogue ?? baseCatalogue());
}

export function zoql(text: string, asked: Asked = {}): CompiledTree {
  return compileZoql(request('zoql', text, asked), asked.catalogue ?? baseCatalogue());
}

/** Headers of the file, joined by ` | `. */
export function headers({ query }: CompiledTree): string {
  return query.output.map(({ label }) => label).join(' | ');
}

/** How a query is refused; fails where it is not, or otherwise than by the language. */
export function refusal(compiling: () => unknown): LanguageError {
  try {
    compiling();
  } catch (error) {
    if (error instanceof LanguageError) return error;
    throw error;
  }
  throw new Error('The query is accepted');
}
