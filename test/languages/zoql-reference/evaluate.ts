import { instantOf, isoWeek, localAt, sundayWeek } from './calendar.ts';
import { type Cell, compareCells, keyOf, wholeNumber } from './cell.ts';
import { type Now, truthOf } from './conditions.ts';
import { objectOf, targetOf } from './objects.ts';
import type { Aggregate, DateCall, FieldValue, Item, Query, Value } from './query-ast.ts';
import type { Rows, StoredRow } from './stored-rows.ts';

/** How a query is asked (aqua.md §4.2, §4.5). */
export interface Asking extends Now {
  readonly language: 'zoql' | 'export-zoql';
  readonly datetimes: 'zoned' | 'utc';
  readonly deleted: 'live' | 'both';
  readonly deletedColumn?: { readonly name: string; readonly format: 'boolean' | 'numeric' };
  readonly deletedLifeMs?: number;
  readonly window?: { readonly since: number; readonly until: number };
}

/** A row of the answer, and the values it is ordered by. */
export interface AnswerRow {
  readonly cells: readonly Cell[];
  readonly keys: readonly Cell[];
}

/**
 * What aqua.md §5.1–5.4 say of a query over these rows: all rows of the answer in the order asked for, before its
 * LIMIT. Plain loops; shares nothing with the compilers.
 */
export function evaluate(query: Query, stored: Rows, asking: Asking): readonly AnswerRow[] {
  const found = baseRows(query, stored, asking).filter(
    (row) => !query.where || truthOf(query.where, (value) => rowCell(value, row), asking) === true,
  );
  const units = isGrouped(query) ? groupsOf(query, found) : found.map((row) => [row]);
  return units
    .filter(
      (unit) => !query.having || truthOf(query.having, (value) => groupCell(value, unit), asking) === true,
    )
    .map((unit) => ({
      cells: [...deletedCells(unit, asking), ...itemsOf(query).map((value) => groupCell(value, unit))],
      keys: query.orderBy.map(({ value }) => groupCell(value, unit)),
    }))
    .sort((a, b) => order(a, b, query));

  function groupsOf({ groupBy }: Query, rows: readonly Row[]): readonly (readonly Row[])[] {
    // A column that is selected is grouped by: so is the one that marks deleted rows, where it was asked for.
    const marked = asking.deletedColumn !== undefined;
    if (groupBy.length === 0 && !marked) return [rows];
    const groups = new Map<string, Row[]>();
    for (const row of rows) {
      const key = JSON.stringify([
        marked && row.deleted,
        ...groupBy.map((value) => keyOf(rowCell(value, row))),
      ]);
      groups.set(key, [...(groups.get(key) ?? []), row]);
    }
    return [...groups.values()];
  }

  function rowCell(value: Value, row: Row | undefined): Cell {
    if (value.kind === 'field') return row?.field(value) ?? null;
    if (value.kind === 'date-call') return dateCell(value, row);
    throw new Error('an aggregate of one row');
  }

  function groupCell(value: Value, unit: readonly Row[]): Cell {
    if (value.kind === 'aggregate') return aggregated(value, unit);
    return rowCell(value, unit[0]);
  }

  function dateCell({ name, of }: DateCall, row: Row | undefined): Cell {
    const day = dayIn(of, row);
    if (day === null) return null;
    switch (name) {
      case 'DATE':
        return { day };
      case 'YEAR':
        return wholeNumber(Number(day.slice(0, 4)));
      case 'QUARTER':
        return wholeNumber(Math.ceil(Number(day.slice(5, 7)) / 3));
      case 'MONTH':
        return wholeNumber(Number(day.slice(5, 7)));
      case 'WEEK':
        return wholeNumber(sundayWeek(day));
      case 'WEEKOFYEAR':
        return wholeNumber(isoWeek(day));
    }
  }

  function dayIn(of: DateCall['of'], row: Row | undefined): string | null {
    if (of.kind === 'day') return of.day;
    const { zone } = asking;
    if (of.kind === 'instant') return localAt(instantOf(of.local, of.zone ?? zone), zone).slice(0, 10);
    const cell = row?.field(of) ?? null;
    if (cell === null) return null;
    if (typeof cell !== 'object' || 'number' in cell) throw new Error(`${of.name} is no date`);
    return 'day' in cell ? cell.day : localAt(cell.ms, zone).slice(0, 10);
  }
}

/** A row of the data source with what is joined to it. */
interface Row {
  readonly deleted: boolean;
  field(of: FieldValue): Cell;
}

function baseRows(query: Query, stored: Rows, asking: Asking): readonly Row[] {
  return (stored[query.from] ?? [])
    .filter((row) => row.visible && isAskedFor(row, asking))
    .filter(({ cells }) => asking.language === 'export-zoql' || isShown(cells, query))
    .map((row) => ({
      deleted: row.deletedAt !== undefined,
      field: ({ relation, name }) => {
        if (relation === undefined) return row.cells[name] ?? null;
        // Joined columns of deleted rows are empty (§4.5).
        const partner =
          row.deletedAt === undefined ? partnerOf(row, query.from, relation, stored) : undefined;
        return partner?.cells[name] ?? null;
      },
    }));
}

function isAskedFor({ cells, deletedAt }: StoredRow, asking: Asking): boolean {
  const { window, deletedColumn, deletedLifeMs, now } = asking;
  const within = (ms: number) => !window || (ms >= window.since && ms < window.until);
  if (deletedAt === undefined) return within(msOf(cells['UpdatedDate']));
  if (deletedLifeMs !== undefined && deletedAt < now - deletedLifeMs) return false;
  if (!window) return asking.deleted === 'both';
  return deletedColumn !== undefined && within(deletedAt) && msOf(cells['CreatedDate']) < window.since;
}

function msOf(cell: Cell | undefined): number {
  if (cell && typeof cell === 'object' && 'ms' in cell) return cell.ms;
  throw new Error('no date-time');
}

/** Removed rate plans are hidden from ZOQL unless it asks for plans with an amendment (§5.4). */
function isShown(cells: StoredRow['cells'], { from, where }: Query): boolean {
  if (from !== 'RatePlan' || cells['AmendmentType'] !== 'RemoveProduct') return true;
  return JSON.stringify(where ?? null).includes(
    JSON.stringify({
      kind: 'compare',
      operator: '!=',
      left: { kind: 'field', name: 'AmendmentType' },
      right: { kind: 'null' },
    }),
  );
}

function partnerOf(row: StoredRow, from: string, relation: string, stored: Rows): StoredRow | undefined {
  const found = objectOf(from).relationships.find(({ name }) => name === relation);
  if (!found) throw new Error(`${from} has no ${relation}`);
  let at: StoredRow | undefined = row;
  for (const [step, { key }] of found.path.entries()) {
    const next = found.path[step + 1]?.object ?? found.target;
    const id: Cell = at?.cells[key] ?? null;
    at = (stored[next] ?? []).find(
      (other) => other.visible && other.deletedAt === undefined && id !== null && other.cells['Id'] === id,
    );
  }
  return at;
}

function isGrouped({ items, groupBy, having, orderBy }: Query): boolean {
  const values = [
    ...items.flatMap((item) => (item.kind === 'item' ? [item.value] : [])),
    ...orderBy.map(({ value }) => value),
  ];
  return groupBy.length > 0 || having !== undefined || values.some(({ kind }) => kind === 'aggregate');
}

/** The select list with `*` written out (§5.1). */
export function itemsOf({ from, items }: Query): readonly Value[] {
  return items.flatMap((item: Item): readonly Value[] => {
    if (item.kind === 'item') return [item.value];
    const { relation } = item;
    return targetOf(from, relation)
      .fields.filter(({ contexts }) => contexts.includes('export'))
      .map(({ name }) => ({ kind: 'field', ...(relation !== undefined && { relation }), name }));
  });
}

function deletedCells(unit: readonly Row[], { deletedColumn }: Asking): readonly Cell[] {
  if (!deletedColumn) return [];
  const deleted = unit[0]?.deleted ?? false;
  return [deletedColumn.format === 'boolean' ? deleted : wholeNumber(deleted ? 1 : 0)];
}

function aggregated({ name, distinct, of }: Aggregate, unit: readonly Row[]): Cell {
  if (!of) return wholeNumber(unit.length);
  const cells = unit.map((row) => row.field(of)).filter((cell) => cell !== null);
  if (name === 'COUNT') return wholeNumber(distinct ? new Set(cells.map(keyOf)).size : cells.length);
  if (cells.length === 0) return null;
  if (name === 'MIN') return cells.reduce((least, cell) => (compareCells(cell, least) < 0 ? cell : least));
  if (name === 'MAX') return cells.reduce((most, cell) => (compareCells(cell, most) > 0 ? cell : most));
  const sum = cells.reduce((total, cell) => {
    if (typeof cell !== 'object' || !('number' in cell)) throw new Error(`${name} of no number`);
    return total + cell.number;
  }, 0n);
  return { number: name === 'SUM' ? sum : roundedQuotient(sum, BigInt(cells.length)) };
}

/** Half away from zero, at 10⁻¹⁰. */
function roundedQuotient(sum: bigint, count: bigint): bigint {
  const half = (2n * (sum < 0n ? -sum : sum) + count) / (2n * count);
  return sum < 0n ? -half : half;
}

/** Nulls first when ascending, last when descending (§5.1). */
function order(a: AnswerRow, b: AnswerRow, { orderBy }: Query): number {
  for (const [at, { descending }] of orderBy.entries()) {
    const [left, right] = [a.keys[at] ?? null, b.keys[at] ?? null];
    const ascending =
      left === null || right === null
        ? Number(left !== null) - Number(right !== null)
        : compareCells(left, right);
    if (ascending !== 0) return descending ? -ascending : ascending;
  }
  return 0;
}

/** AVG's further decimals are the engine's own (§5.1 is silent). */
export function isMean(value: Value): boolean {
  return value.kind === 'aggregate' && value.name === 'AVG';
}
