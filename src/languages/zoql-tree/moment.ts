/** What a date or date-time literal means (aqua.md §5.2). */
export type Moment =
  /** A whole day of a zone; `midnight` as if it were UTC. */
  | { readonly kind: 'day'; readonly midnight: number; readonly zone: string }
  /** A point in time, ms; `date` is the date written. */
  | { readonly kind: 'instant'; readonly ms: number; readonly date: string }
  /** Written as the product misreads it. */
  | { readonly kind: 'space' }
  | { readonly kind: 'fraction' };
