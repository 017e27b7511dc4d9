import type { SluiceClient } from '../client.ts';

/** Rows and ids of one call (the native API takes 10,000), and about how much text. */
const MOST_ROWS = 5000;
const MOST_CHARACTERS = 4 * 1024 * 1024;

/** An object of this server, as `GET /sluice/v1/catalogue/{object}` tells it. */
export interface TargetObject {
  readonly name: string;
  readonly fields: readonly { readonly name: string; readonly type: string }[];
  readonly relationships: readonly {
    readonly name: string;
    readonly path: readonly { readonly object: string; readonly key: string }[];
  }[];
}

/** A row as the native API takes it. */
export type TargetRow = Readonly<Record<string, string | null>>;

export interface PulledRow {
  readonly id: string;
  readonly row: TargetRow;
  readonly deleted: boolean;
}

/** @throws CliError `notFound` */
export function targetObject(client: SluiceClient, name: string): Promise<TargetObject> {
  return client.json('GET', `/sluice/v1/catalogue/${encodeURIComponent(name)}`);
}

/**
 * Writes rows in calls of a good size. A deleted row is written and then deleted, so that it keeps its values; writing
 * the same rows again changes nothing but the time of their deletion.
 */
export async function writeRows(
  client: SluiceClient,
  object: string,
  rows: AsyncIterable<PulledRow>,
): Promise<{ readonly rows: number; readonly deleted: number }> {
  const path = `/sluice/v1/data/${encodeURIComponent(object)}`;
  const written = { rows: 0, deleted: 0 };
  /** By id: one call names a row once. */
  let held = new Map<string, PulledRow>();
  let characters = 0;

  async function flush(): Promise<void> {
    if (held.size === 0) return;
    const all = [...held.values()];
    await client.json('POST', path, { upsert: all.map(({ row }) => row) });
    const ids = all.filter(({ deleted }) => deleted).map(({ id }) => id);
    if (ids.length > 0) await client.json('POST', path, { delete: ids });
    written.rows += all.length;
    written.deleted += ids.length;
    held = new Map();
    characters = 0;
  }

  for await (const pulled of rows) {
    held.set(pulled.id, pulled);
    for (const value of Object.values(pulled.row)) characters += (value?.length ?? 0) + 1;
    if (held.size >= MOST_ROWS || characters >= MOST_CHARACTERS) await flush();
  }
  await flush();
  return written;
}
