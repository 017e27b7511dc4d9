import { emitQuery } from '../../src/engines/duckdb/emit/emit-query.ts';
import type { CompiledTree } from '../../src/languages/zoql-tree/session.ts';
import { baseCatalogue } from '../../src/tenant/catalogue/base-catalogue.ts';
import { changeOf, objectNamed, TenantFile } from '../engines/duckdb/data/tenant-file.ts';

type Row = Readonly<Record<string, unknown>>;

/** A tenant's real rows on DuckDB, and the lines that a query makes of them in AQuA's own style (aqua.md §5.5). */
export class ExtractRows implements AsyncDisposable {
  readonly #file: TenantFile;

  private constructor(file: TenantFile) {
    this.#file = file;
  }

  static async open(): Promise<ExtractRows> {
    const file = await TenantFile.open();
    await file.data.ensure('dev', baseCatalogue());
    return new ExtractRows(file);
  }

  /** Rows are made and changed at `now`, ms, or 1 ms later: no stamp ends in 0. */
  async put(object: string, now: number, ...rows: readonly Row[]): Promise<void> {
    await this.#file.data.change('dev', changeOf(objectNamed(object), { upsert: rows, now }));
  }

  async remove(object: string, now: number, ...ids: readonly string[]): Promise<void> {
    await this.#file.data.change('dev', changeOf(objectNamed(object), { delete: ids, now }));
  }

  /** The file's lines without its header, joined by ` / `. */
  async of({ query }: CompiledTree): Promise<string> {
    const style = { decimals: 'short', dateTimes: 'basic-offset', nullText: '-' } as const;
    const rows = await this.#file.rows(emitQuery(query, { format: 'csv', style }).sql);
    return rows.map(([line]) => String(line)).join(' / ');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file[Symbol.asyncDispose]();
  }
}
