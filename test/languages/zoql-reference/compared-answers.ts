import { emitQuery } from '../../../src/engines/duckdb/emit/emit-query.ts';
import { compileExportZoql } from '../../../src/languages/export-zoql/compile.ts';
import { compileZoql } from '../../../src/languages/zoql/compile.ts';
import type { CompileRequest } from '../../../src/ports/compiler.ts';
import { EngineInProcess } from '../../engines/duckdb/emit/engine-in-process.ts';
import { type Asking, evaluate } from './evaluate.ts';
import { headerOf } from './header.ts';
import { OBJECTS } from './objects.ts';
import type { Query } from './query-ast.ts';
import { cellsOfLine } from './read-csv.ts';
import { difference, NULL_TEXT } from './same-answer.ts';
import { ENTITY, ORG, type Rows, tables } from './stored-rows.ts';

/** Rows kept twice: in a real DuckDB, and as they are for the reference. */
export class ComparedAnswers {
  readonly #engine: EngineInProcess;
  readonly #rows: Rows;

  private constructor(engine: EngineInProcess, rows: Rows) {
    this.#engine = engine;
    this.#rows = rows;
  }

  static async over(rows: Rows): Promise<ComparedAnswers> {
    return new ComparedAnswers(await EngineInProcess.start(tables(rows)), rows);
  }

  /** Compiles and runs the text, and holds its rows and header against the reference's; `undefined`: the same. */
  async difference(query: Query, text: string, asking: Asking): Promise<string | undefined> {
    const { query: tree } = compiled(text, asking);
    const marks = asking.deletedColumn ? [`${query.from}.${asking.deletedColumn.name}`] : [];
    const header = [...marks, ...headerOf(query)];
    const wrong = header.findIndex((label, at) => label !== undefined && tree.output[at]?.label !== label);
    if (wrong >= 0 || header.length !== tree.output.length) {
      return `header ${tree.output.map(({ label }) => label).join(' | ')}, expected ${header.join(' | ')}`;
    }
    const style = { decimals: 'short', dateTimes: 'basic-offset', nullText: NULL_TEXT } as const;
    const lines = await this.#engine.lines(emitQuery(tree, { format: 'csv', style }).sql);
    const answer = evaluate(query, this.#rows, asking);
    const zone = asking.datetimes === 'utc' ? 'Z' : asking.zone;
    return difference(lines.map(cellsOfLine), answer, query, zone, marks.length);
  }

  close(): void {
    this.#engine.close();
  }
}

export function compiled(text: string, asking: Asking) {
  const { language, now, zone, datetimes, deleted, deletedColumn, deletedLifeMs, window } = asking;
  const request: CompileRequest = {
    query: {
      language,
      text,
      deleted,
      extract: {
        labels: 'names',
        datetimes,
        literals: 'strict',
        ...(deletedColumn && { deletedColumn }),
        ...(deletedLifeMs !== undefined && { deletedLifeMs }),
      },
    },
    scope: { tenant: 'dev', entities: [ENTITY], orgs: [ORG], admin: true },
    now,
    zone,
    ...(window && { window }),
  };
  return language === 'zoql' ? compileZoql(request, OBJECTS) : compileExportZoql(request, OBJECTS);
}
