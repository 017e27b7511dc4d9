import { compileTrinoSql } from '../../../../src/languages/trino-sql/compile.ts';
import type { CatalogueObject } from '../../../../src/ports/catalogue.ts';
import type { OutputFormat, OutputStyle } from '../../../../src/ports/engine.ts';
import { SIGNATURES } from '../../../../src/sql/functions/signatures.ts';
import type { Query } from '../../../../src/sql/tree.ts';
import { EngineInProcess } from './engine-in-process.ts';

/** Business time of every test statement: 2024-05-06T10:00:00.123Z. */
export const NOW = Date.UTC(2024, 4, 6, 10, 0, 0, 123);

/** The tree of a statement of a caller who sees everything of entity `e1`. */
export function compiled(text: string, catalogue: readonly CatalogueObject[] = []): Query {
  const scope = { tenant: 'dev', entities: ['e1'], orgs: ['o1'], admin: true };
  const query = { language: 'trino-sql', text, deleted: 'live' } as const;
  return compileTrinoSql({ query, scope, now: NOW, zone: 'America/Los_Angeles' }, catalogue, SIGNATURES);
}

/** Runs statements of Trino SQL to the text of their result files. */
export class TrinoSqlInProcess {
  readonly engine: EngineInProcess;
  readonly catalogue: readonly CatalogueObject[];

  private constructor(engine: EngineInProcess, catalogue: readonly CatalogueObject[]) {
    this.engine = engine;
    this.catalogue = catalogue;
  }

  static async start(
    setup: readonly string[] = [],
    catalogue: readonly CatalogueObject[] = [],
  ): Promise<TrinoSqlInProcess> {
    return new TrinoSqlInProcess(await EngineInProcess.start(setup), catalogue);
  }

  /** The whole file. */
  file(text: string, format: OutputFormat, separator?: string, style?: OutputStyle): Promise<string> {
    return this.engine.file(compiled(text, this.catalogue), format, separator, style);
  }

  /** The lines of the CSV without header, joined by ` / `; or `!` and the message of the error. */
  async rows(text: string): Promise<string> {
    try {
      const [, ...lines] = (await this.file(text, 'csv')).split('\n');
      return lines.slice(0, -1).join(' / ');
    } catch (error) {
      return `! ${error instanceof Error ? error.message : String(error)}`;
    }
  }
}
