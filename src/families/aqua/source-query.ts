import type { Choices } from '../../config/choices.ts';
import type { Limits } from '../../config/limits.ts';
import type { SourceQuery } from '../../ports/compiler.ts';
import type { Mode } from './session.ts';
import type { AquaQuery, AquaRequest, DeletedSetting } from './submit-body.ts';
import { whenGiven } from './when-given.ts';

export interface SubmitRules {
  readonly limits: Limits;
  readonly choices: Choices;
  /** The tenant switch of aqua.md §4.6. */
  readonly segmentation: boolean;
}

/** A query as the compilers of both languages take it. */
export function sourceQuery(
  { query, type, deleted, convertToCurrencies }: AquaQuery,
  { useQueryLabels, dateTimeUtc }: AquaRequest,
  mode: Mode,
  { limits, choices }: SubmitRules,
): SourceQuery {
  const currencies = currenciesOf(convertToCurrencies);
  return {
    language: type === 'zoql' ? 'zoql' : 'export-zoql',
    text: query,
    // Stateful jobs bring deleted rows by their window (§4.5).
    deleted: deleted?.forceExport === true && mode === 'stateless' ? 'both' : 'live',
    extract: {
      labels: useQueryLabels ? 'names' : 'labels',
      datetimes: dateTimeUtc ? 'utc' : 'zoned',
      literals: choices['aqua.datetimeQuirks'],
      ...(deleted !== undefined && { deletedColumn: deletedColumn(deleted) }),
      ...(currencies.length > 0 && { currencies }),
      ...whenGiven('deletedLifeMs', limits['aqua.deletedLife']),
      ...whenGiven('maxLength', limits['aqua.maxQueryLength']),
      ...whenGiven('maxConditions', limits['aqua.maxConditions']),
      ...whenGiven('maxGroupFields', limits['aqua.maxGroupFields']),
    },
  };
}

/** ISO codes in upper case, each once. */
export function currenciesOf(list: string | undefined): readonly string[] {
  const codes = (list ?? '').split(',').map((code) => code.trim().toUpperCase());
  return [...new Set(codes.filter((code) => code !== ''))];
}

function deletedColumn({ column, format }: DeletedSetting) {
  return { name: column, format: format.toLowerCase() === 'numeric' ? 'numeric' : 'boolean' } as const;
}
