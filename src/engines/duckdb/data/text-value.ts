import type { CatalogueField } from '../../../ports/catalogue.ts';
import { columnType, quoteText } from './layout.ts';

/**
 * SQL for the typed value of a text, null where the text does not fit the field. An empty text is null, except in
 * text fields. Decimals are rounded to the field's scale; time stamps are cut to ms and, without a zone, are UTC.
 */
export function typedText(field: CatalogueField, text: string, { strictPicklists = false } = {}): string {
  const given = `nullif(${text}, '')`;
  const fitting = (pattern: string, value: string) =>
    `CASE WHEN regexp_full_match(${given}, '${pattern}') THEN ${value} END`;
  switch (field.type) {
    case 'text':
      return text;
    case 'picklist':
      return strictPicklists && field.options.length > 0
        ? `CASE WHEN ${text} IN (${field.options.map(quoteText).join(', ')}) THEN ${text} END`
        : text;
    case 'boolean':
      return `CASE lower(${given}) WHEN 'true' THEN true WHEN 'false' THEN false END`;
    case 'integer':
      return fitting('[+-]?[0-9]+', `TRY_CAST(${given} AS BIGINT)`);
    case 'decimal':
      return fitting(
        '[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?',
        `TRY_CAST(${given} AS ${columnType(field)})`,
      );
    case 'date':
      return fitting(DATE, `TRY_CAST(${given} AS DATE)`);
    case 'datetime':
      return instantOf(given);
  }
}

/** From the year 1: DuckDB calls the one before it BC. */
const DATE = '([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])-[0-9]{2}-[0-9]{2}';
const TIME = '[0-9]{2}:[0-9]{2}';
const SECONDS = ':[0-9]{2}([.][0-9]+)?';
const ZONE = '(Z|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)';

function instantOf(text: string): string {
  const full = (pattern: string) => `regexp_full_match(${text}, '${pattern}')`;
  const cast = (value: string) => `date_trunc('milliseconds', TRY_CAST(${value} AS TIMESTAMPTZ))`;
  return `CASE WHEN ${full(`${DATE}[T ]${TIME}${SECONDS}${ZONE}`)} THEN ${cast(text)}
    WHEN ${full(`${DATE}[T ]${TIME}${SECONDS}`)} THEN ${cast(`${text} || 'Z'`)}
    WHEN ${full(`${DATE}[T ]${TIME}`)} THEN ${cast(`${text} || ':00Z'`)}
    WHEN ${full(DATE)} THEN ${cast(`${text} || ' 00:00:00Z'`)} END`;
}

/** What is allowed in a field, for messages. */
export function allowedIn(field: CatalogueField): string {
  switch (field.type) {
    case 'text':
      return 'text';
    case 'picklist':
      return field.options.length === 0 ? 'text' : `one of ${field.options.join(', ')}`;
    case 'boolean':
      return 'true or false';
    case 'integer':
      return 'a whole number of 64 bits';
    case 'decimal': {
      const [, precision = 18, scale = 6] = /\((\d+),(\d+)\)/.exec(field.sqlType) ?? [];
      return `a number such as -12.5, at most ${Number(precision) - Number(scale)} digits before the point`;
    }
    case 'date':
      return 'a date such as 2024-01-31';
    case 'datetime':
      return 'a time stamp such as 2024-01-31T18:30:00.123Z';
  }
}
