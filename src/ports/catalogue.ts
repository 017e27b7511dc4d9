/** The objects of a tenant as all parts see them (DESIGN §5, aqua.md §7). Made by `tenant/catalogue`. */
export interface CatalogueObject {
  /** As the product spells it: `RatePlanCharge`. */
  readonly name: string;
  readonly label: string;
  /** In Data Query: lower case; custom objects `default__vehicle`. */
  readonly table: string;
  readonly fields: readonly CatalogueField[];
  readonly relationships: readonly CatalogueRelationship[];
  /** Rows stay for a while after their deletion, marked. */
  readonly softDelete: boolean;
  /** Only administrators see it. */
  readonly adminOnly: boolean;
  /** Its rows belong to no org (`sluice_org` is null): every caller of the entity sees them. Absent: false. */
  readonly tenantWide?: boolean;
}

export type FieldType = 'text' | 'picklist' | 'boolean' | 'integer' | 'decimal' | 'date' | 'datetime';

export interface CatalogueField {
  /** As the product spells it: `AccountNumber`, `sfContactId__c`. Unique in its object whatever the case. */
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  /** Trino's type as `DESCRIBE` prints it: `varchar`, `decimal(18,6)`, `timestamp with time zone` … */
  readonly sqlType: string;
  /** Where ZOQL (`soap`) and Export ZOQL (`export`) may name it. */
  readonly contexts: readonly ('soap' | 'export')[];
  /** Picklist values, in order; empty where unknown. */
  readonly options: readonly string[];
  readonly custom: boolean;
  readonly required: boolean;
}

export interface CatalogueRelationship {
  /** As used in `Name.Field`. */
  readonly name: string;
  readonly label: string;
  readonly target: string;
  /** Field names to follow from this object to the target's `Id`, one a step; empty: never has a row. */
  readonly path: readonly { readonly object: string; readonly key: string }[];
}
