import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { emitQuery } from '../../../../src/engines/duckdb/emit/emit-query.ts';
import { translateError } from '../../../../src/engines/duckdb/emit/errors.ts';
import { prepareStatements } from '../../../../src/engines/duckdb/emit/prepare.ts';
import type { OutputFormat, OutputStyle } from '../../../../src/ports/engine.ts';
import type { Query } from '../../../../src/sql/tree.ts';

/** A real DuckDB in this process, prepared as a host prepares its own. */
export class EngineInProcess {
  readonly connection: DuckDBConnection;

  private constructor(connection: DuckDBConnection) {
    this.connection = connection;
  }

  /** `setup`: statements that make the tenant's tables. */
  static async start(setup: readonly string[] = []): Promise<EngineInProcess> {
    const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
    const first = await instance.connect();
    for (const sql of prepareStatements()) await first.run(sql);
    for (const sql of ['CREATE SCHEMA IF NOT EXISTS data', ...setup]) await first.run(sql);
    first.closeSync();
    return new EngineInProcess(await instance.connect());
  }

  /** The bytes of the result file as text; an error is the statement's, in Trino's words. */
  async file(
    query: Query,
    format: OutputFormat,
    separator?: string,
    style: OutputStyle = {},
  ): Promise<string> {
    const { sql, header } = emitQuery(query, {
      format,
      style,
      ...(separator !== undefined && { separator }),
    });
    const lines = await this.lines(sql);
    return [...(header === undefined ? [] : [header]), ...lines].map((line) => `${line}\n`).join('');
  }

  /** The first column's values. */
  async lines(sql: string): Promise<readonly string[]> {
    try {
      const reader = await this.connection.runAndReadAll(sql);
      return reader.getRowsJson().map(([line]) => String(line));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const translated = translateError(message);
      throw new Error(
        translated.kind === 'user' ? translated.message : `${translated.kind}: ${message}\n${sql}`,
      );
    }
  }

  close(): void {
    this.connection.closeSync();
  }
}
