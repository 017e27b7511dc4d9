/** How the rows of one object are made. Expressions are DuckDB SQL over the columns of `from`. */
export interface SeedRows {
  readonly object: string;
  readonly from: string;
  /** A whole number, unique in the object, in the order of creation: it becomes the id. */
  readonly number: string;
  /** ms since 1970, never a multiple of ten. */
  readonly created: string;
  /** As `created`, and not before it. */
  readonly updated: string;
  /** `from` has `org`. Rows of tenant-wide objects have none. */
  readonly owned: boolean;
  /** `from` has `gone` (deleted) and `gone_at` (ms, from then on `updated`). Objects without soft delete have none. */
  readonly deletable: boolean;
  /** Field → value; fields not named are null. */
  readonly columns: Readonly<Record<string, string>>;
}
