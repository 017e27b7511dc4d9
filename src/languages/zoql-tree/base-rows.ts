import type { CatalogueField } from '../../ports/catalogue.ts';
import type { ChangeWindow } from '../../ports/job.ts';
import { formatInstant } from '../../sql/format-instant.ts';
import { offsetAt } from '../../sql/time-zone.ts';
import type { Column, Expression, Relation } from '../../sql/tree.ts';
import { findField } from '../../tenant/catalogue/catalogue.ts';
import { allOf, call, instant, literal, not } from './expressions.ts';
import type { Scan } from './scan.ts';
import type { Session } from './session.ts';

/** The date that tells when a row changed: the first that its object has (aqua.md §4.2). */
const CHANGE_DATES = ['UpdatedDate', 'UpdatedOn', 'TransactionDate', 'CreatedDate'];

export interface BaseRows {
  readonly relation: Relation;
  readonly columns: readonly Column[];
  /** Some of them may be deleted ones. */
  readonly deletedRows: boolean;
  /** There is a window, and no date to hold against it. */
  readonly whole: boolean;
}

/** Which rows of the data source a query is about: its window, and deleted rows as far as they are shown (§4.2, §4.5). */
export function baseRows(scan: Scan, session: Session): BaseRows {
  const { window, query } = session.request;
  const date = changeDate(scan);
  const whole = window !== undefined && date === undefined;
  const withDeleted = window && date ? session.extract.deletedColumn !== undefined : query.deleted !== 'live';
  const conditions: Expression[] = [];
  if (window && date) {
    const changed = within(scan.field(date), window, session);
    if (!withDeleted) conditions.push(changed);
    else conditions.push(changedOrDeleted(scan, changed, window, session));
  }
  if (withDeleted) conditions.push(...deletedLately(scan, session));
  // Joins ask for the flag when the columns are settled.
  if (withDeleted) scan.isDeleted();
  const { columns, ...table } = scan.relation(withDeleted ? deletedRows(query.deleted) : 'live');
  const where = allOf(conditions);
  const relation: Relation = { ...table, columns };
  return {
    relation: where ? { op: 'filter', input: relation, where } : relation,
    columns,
    deletedRows: withDeleted,
    whole,
  };
}

function deletedRows(asked: 'live' | 'deleted' | 'both'): 'deleted' | 'both' {
  return asked === 'deleted' ? 'deleted' : 'both';
}

function changeDate(scan: Scan): CatalogueField | undefined {
  return CHANGE_DATES.map((name) => findField(scan.object, name)).find(
    (field) => field?.type === 'datetime' || field?.type === 'date',
  );
}

/** `since <= value < until`; of a date every day that the window touches, so that nothing is left out. */
function within(value: Expression, { since, until }: ChangeWindow, { zone }: Session): Expression {
  if (value.type.kind === 'date') {
    const day = (ms: number) =>
      literal({ kind: 'date' }, formatInstant(ms + offsetAt(ms, zone)).slice(0, 10));
    return call('and', [call('>=', [value, day(since)]), call('<=', [value, day(until)])]);
  }
  return call('and', [call('>=', [value, instant(since, zone)]), call('<', [value, instant(until, zone)])]);
}

/**
 * Live rows by their date of change, deleted ones by their deletion unless they were made in the window too (§4.5): those
 * that a result before it has shown are not among these, also where the window begins before their making.
 */
function changedOrDeleted(
  scan: Scan,
  changed: Expression,
  window: ChangeWindow,
  session: Session,
): Expression {
  const created = findField(scan.object, 'CreatedDate');
  const unseenFrom = instant(Math.max(window.unseenFrom ?? 0, window.since), session.zone);
  const gone = [scan.isDeleted(), within(scan.deletedAt(), window, session)];
  if (created) gone.push(call('<', [scan.field(created), unseenFrom]));
  return call('or', [call('and', [not(scan.isDeleted()), changed]), call('and', gone)]);
}

function deletedLately(scan: Scan, { extract, request, zone }: Session): readonly Expression[] {
  if (extract.deletedLifeMs === undefined) return [];
  const since = instant(request.now - extract.deletedLifeMs, zone);
  return [call('or', [not(scan.isDeleted()), call('>=', [scan.deletedAt(), since])])];
}
