import type { CatalogueObject } from '../../ports/catalogue.ts';
import type { CompileRequest, ExtractOptions } from '../../ports/compiler.ts';
import { normalizeZone } from '../../sql/time-zone.ts';
import type { Column, Query } from '../../sql/tree.ts';
import type { SqlType } from '../../sql/types.ts';

/** What is the same for a whole query. */
export interface Session {
  readonly request: CompileRequest;
  readonly extract: ExtractOptions;
  /** Where its fields must be known to be named. */
  readonly context: 'soap' | 'export';
  /** By name in lower case. */
  readonly catalogue: ReadonlyMap<string, CatalogueObject>;
  /** The tenant's. */
  readonly zone: string;
  column(type: SqlType): Column;
}

/** A query's tree, and what its job must know of it (`CompiledQuery`). */
export interface CompiledTree {
  readonly query: Query;
  readonly whole?: true;
  readonly undivided?: true;
}

const DEFAULTS: ExtractOptions = { labels: 'names', datetimes: 'zoned', literals: 'strict' };

export function newSession(
  request: CompileRequest,
  catalogue: readonly CatalogueObject[],
  context: Session['context'],
): Session {
  let columns = 0;
  return {
    request,
    extract: request.query.extract ?? DEFAULTS,
    context,
    catalogue: new Map(catalogue.map((object) => [object.name.toLowerCase(), object])),
    zone: normalizeZone(request.zone) ?? 'UTC',
    column: (type) => {
      columns += 1;
      return { id: columns, type };
    },
  };
}
