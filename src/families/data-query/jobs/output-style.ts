import type { Choices } from '../../../config/choices.ts';
import type { OutputFormat, OutputStyle } from '../../../ports/engine.ts';

/** How a file of this format is written where nothing public says (data-query-and-query-runs.md §5); empty: as usual. */
export function outputStyle(format: OutputFormat, choices: Choices): OutputStyle {
  return {
    ...(choices['dataQuery.lineEnd'] === 'crlf' && { lineEnd: 'crlf' }),
    ...(choices['dataQuery.csvEmptyString'] === 'quoted' && { emptyText: 'quoted' }),
    ...(choices['dataQuery.jsonDecimals'] === 'full' && { decimals: 'full' }),
    ...(choices['dataQuery.tsvHeader'] === 'off' && format !== 'csv' && { header: 'none' }),
  };
}
