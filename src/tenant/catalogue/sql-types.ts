import type { FieldType } from '../../ports/catalogue.ts';

/**
 * Trino's type of each field type as `DESCRIBE` prints it (data-query contract §4.3). Integers are `bigint`: that is
 * the one the documents print; `integer` was only seen by clients, which map both to numbers.
 */
export const SQL_TYPES: Readonly<Record<FieldType | 'quantity', string>> = {
  text: 'varchar',
  picklist: 'varchar',
  boolean: 'boolean',
  integer: 'bigint',
  decimal: 'decimal(18,6)',
  quantity: 'decimal(22,9)',
  date: 'date',
  datetime: 'timestamp with time zone',
};
