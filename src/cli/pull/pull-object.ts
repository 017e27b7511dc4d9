import type { SluiceClient } from '../client.ts';
import { type Columns, columnsOf } from './columns.ts';
import type { ObjectState, PullState } from './pull-state.ts';
import type { AquaSource } from './source.ts';
import { type PulledRow, targetObject, writeRows } from './target.ts';
import { conditionOf, type Extent, planWindows, type Window } from './windows.ts';

/** The clocks of both servers may differ, and a change may be stamped some time before it can be read: read twice, never missed. */
const OVERLAP_S = 600;

export interface PullParts {
  readonly source: AquaSource;
  readonly target: SluiceClient;
  readonly state: PullState;
  /** Rows to aim at in one window. */
  readonly rowsEach: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told before each window, with the share that is done and the rows so far; and of fields that do not come across. */
  readonly onWindow: (object: string, fraction: number, rows: number) => void;
  readonly onMissing: (object: string, fields: readonly string[]) => void;
}

export interface PulledObject {
  readonly object: string;
  readonly rows: number;
  readonly deleted: number;
}

/** All rows of an object that this server does not have yet, or those that changed since the last pull. */
export async function pullObject(name: string, parts: PullParts): Promise<PulledObject> {
  const { source, target, state, onWindow, onMissing } = parts;
  const described = await source.describe(name);
  const object = described.name;
  const columns = columnsOf(described, await targetObject(target, object));
  if (columns.missing.length > 0) onMissing(object, columns.missing);

  let at = state.object(object);
  if (at === undefined || at.windows.length === 0) {
    at = await plan(object, columns, at?.resumeAt, parts);
    await state.keep(object, at);
  }
  const all = at.windows.length;
  for (let left = at.windows; left[0] !== undefined; left = left.slice(1)) {
    onWindow(object, 1 - left.length / all, at.rows);
    const rows = pulled(source, object, columns, left[0]);
    const written = await writeRows(target, object, rows);
    at = {
      ...at,
      windows: left.slice(1),
      rows: at.rows + written.rows,
      deleted: at.deleted + written.deleted,
    };
    await state.keep(object, at);
  }
  return { object, rows: at.rows, deleted: at.deleted };
}

async function plan(
  object: string,
  columns: Columns,
  from: number | undefined,
  { source, rowsEach, now }: PullParts,
): Promise<ObjectState> {
  const resumeAt = Math.floor(now() / 1000) - OVERLAP_S;
  const { changed } = columns;
  if (changed === undefined) return { windows: [{}], rows: 0, deleted: 0 };
  const extent = await extentOf(object, changed, from, source);
  return { windows: planWindows(extent, rowsEach, from), resumeAt, rows: 0, deleted: 0 };
}

async function extentOf(
  object: string,
  changed: string,
  from: number | undefined,
  source: AquaSource,
): Promise<Extent | undefined> {
  const condition = conditionOf(from === undefined ? {} : { from }, changed);
  const query = `select min(${changed}), max(${changed}), count(Id) from ${object}${where(condition)}`;
  for await (const row of source.rows(object, query, false)) {
    const [first, last, rows] = row.values();
    if (first && last) return { first: secondsOf(first), last: secondsOf(last), rows: Number(rows) };
  }
  return undefined;
}

function secondsOf(text: string): number {
  return Math.floor(Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')) / 1000);
}

async function* pulled(
  source: AquaSource,
  object: string,
  { selected, changed, row }: Columns,
  window: Window,
): AsyncGenerator<PulledRow> {
  const condition = changed === undefined ? undefined : conditionOf(window, changed);
  const order = changed === undefined ? '' : ` order by ${changed}`;
  const query = `select ${selected.join(', ')} from ${object}${where(condition)}${order}`;
  for await (const given of source.rows(object, query, true)) yield row(given);
}

function where(condition: string | undefined): string {
  return condition === undefined ? '' : ` where ${condition}`;
}
