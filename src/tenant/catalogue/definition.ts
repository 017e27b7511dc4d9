/**
 * How an object is written down (aqua.md §7.2, §12): the words of a field say its type, its contexts and, for
 * decimals, its scale, so that an object's file holds nothing but the facts.
 */
export interface ObjectDefinition {
  readonly name: string;
  /** Where the Data Query table is not just the lower-case name. */
  readonly table?: string;
  /** Absent: true. */
  readonly softDelete?: boolean;
  /** Absent: false. */
  readonly adminOnly?: boolean;
  /** Absent: false. See `CatalogueObject.tenantWide`. */
  readonly tenantWide?: boolean;
  /** Contexts of all its fields, instead of those their definitions give. */
  readonly contexts?: readonly ('soap' | 'export')[];
  /** Without Id, CreatedById, CreatedDate, UpdatedById and UpdatedDate, which every object has. */
  readonly fields: Readonly<Record<string, FieldDefinition>>;
  /** Keys the contract's relationships need and its field list lacks; contexts as of 'key'. */
  readonly keysBeyondContract?: readonly string[];
  readonly custom?: Readonly<Record<string, FieldDefinition>> | undefined;
}

/**
 * `money` is a decimal of 6 digits after the point, `quantity` (also rates, percentages and unit prices) one of 9
 * (data-query contract §4.3). `key` is [k] of the contract: a stored foreign key that Export ZOQL does not show;
 * `export key` is [k+]. A list is a picklist with its values; `picklist` one whose values are not known.
 */
export type FieldDefinition =
  | 'text'
  | 'boolean'
  | 'integer'
  | 'money'
  | 'quantity'
  | 'date'
  | 'datetime'
  | 'picklist'
  | 'key'
  | 'export key'
  | readonly string[];

/** Every object has them (aqua.md §7.1). */
export const COMMON_FIELDS: Readonly<Record<string, FieldDefinition>> = {
  Id: 'text',
  CreatedById: 'text',
  CreatedDate: 'datetime',
  UpdatedById: 'text',
  UpdatedDate: 'datetime',
};
