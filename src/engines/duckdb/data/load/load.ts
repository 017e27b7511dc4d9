import type { DuckDBConnection } from '@duckdb/node-api';
import type { CatalogueObject, FieldType } from '../../../../ports/catalogue.ts';
import type { DataProgress, LoadOutcome, LoadSource } from '../../../../ports/tenant-data.ts';
import type { DataOperationContext } from '../../host/data-operation.ts';
import { missingTables } from '../ensure.ts';
import { nextStamp } from '../stamp.ts';
import { checkStage, type FilledField } from './check-stage.ts';
import { fileColumns, newField } from './columns.ts';
import { type DataFile, dataFiles, exchanged } from './data-files.ts';
import { inferTypes } from './infer-type.ts';
import { readCsv } from './read-csv.ts';
import { readJsonl } from './read-jsonl.ts';
import { readParquet } from './read-parquet.ts';
import { type StagedFile, stagedRows } from './staged-file.ts';
import { storeStage } from './store-stage.ts';
import { targetObject } from './target-object.ts';

const READERS = { csv: readCsv, jsonl: readJsonl, parquet: readParquet };

/** Loads a folder in one transaction (operating.md §2, `--data`): all of it or nothing. */
export async function load(
  connection: DuckDBConnection,
  source: LoadSource,
  context: Pick<DataOperationContext, 'transaction' | 'begin' | 'onProgress' | 'exchangeDirectory'>,
): Promise<LoadOutcome> {
  const files = await dataFiles(source.directory);
  const objects = new Map(source.objects.map((object) => [object.name, object]));
  const changed = new Set<string>();
  const rows: Record<string, number> = {};
  await context.transaction(async () => {
    const stamp = await nextStamp(connection, context.begin(source.now));
    for (const [done, file] of files.entries()) {
      const before = targetObject(file, objects.values());
      context.onProgress({ object: before.name, fraction: done / files.length } satisfies DataProgress);
      const staged = await exchanged(file, context.exchangeDirectory, (path) =>
        READERS[file.format](connection, file, path),
      );
      const { object, filled } = await fitted(connection, file, staged, before);
      if (objects.get(object.name) !== object) changed.add(object.name);
      objects.set(object.name, object);
      for (const statement of await missingTables(connection, [object])) await connection.run(statement);
      await checkStage(connection, file, filled);
      rows[object.name] = (rows[object.name] ?? 0) + (await stagedRows(connection));
      await storeStage(connection, object, filled, source, stamp);
    }
  });
  return { rows, objects: [...changed].flatMap((name) => objects.get(name) ?? []) };
}

/** The object with a field for each of the file's columns. */
async function fitted(
  connection: DuckDBConnection,
  file: DataFile,
  { headers, types }: StagedFile,
  object: CatalogueObject,
): Promise<{ readonly object: CatalogueObject; readonly filled: readonly FilledField[] }> {
  const columns = fileColumns(headers, object, file.name);
  const untyped = columns.filter(({ target }, i) => typeof target === 'string' && types[i] === undefined);
  const inferred = await inferTypes(
    connection,
    untyped.map(({ stage }) => stage),
  );
  const typeOf = (i: number, stage: string): FieldType =>
    types[i] ?? inferred[untyped.findIndex((column) => column.stage === stage)] ?? 'text';
  const filled = columns.map(({ header, stage, target }, i) => ({
    header,
    stage,
    field: typeof target === 'string' ? newField(target, typeOf(i, stage)) : target,
  }));
  const added = filled.map(({ field }) => field).filter((field) => !object.fields.includes(field));
  const known =
    added.length === 0 && object.fields.length > 0
      ? object
      : { ...object, fields: [...object.fields, ...added] };
  return { object: known, filled };
}
