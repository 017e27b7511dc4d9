/**
 * Rows of a file on their way into a tenant's table: what a job of bulk data does (bulk-data.md, DESIGN §5). All of it
 * is JSON. The engine writes the rows in chunks, each one transaction with its line in a ledger beside the rows; that
 * ledger, not the job store, is the truth about what was written.
 */
export interface RowLoad {
  readonly action: RowAction;
  /** Of the tenant's catalogue, as it spells it. */
  readonly object: string;
  readonly file: RowFile;
  /** Which column fills which field; absent: each column fills the field of its name, in any case. */
  readonly mappings?: readonly RowMapping[];
  /** The column that holds the record's id; absent: the one that fills `Id`. */
  readonly idColumn?: string;
  /** What a row to import must fill, each by one of its fields (bulk-data.md §10). */
  readonly required: readonly (readonly string[])[];
  /** Fields of which no two live rows of an entity may have the same value. */
  readonly unique: readonly string[];
  /** Field → text, of imported rows that leave it empty. */
  readonly defaults: Readonly<Record<string, string>>;
  /** Field → text that a `cancel` writes. */
  readonly cancels: Readonly<Record<string, string>>;
  /** Of the rows it makes. */
  readonly entity: string;
  readonly org: string;
  /** Rows of other entities and orgs are as if they did not exist. */
  readonly visible: { readonly entities: readonly string[]; readonly orgs: readonly string[] };
  readonly userId: string;
  readonly report: RowReport;
}

export type RowAction = 'import' | 'update' | 'delete' | 'cancel';

export interface RowFile {
  readonly format: 'csv' | 'jsonl';
  /** One character; for `csv` only. */
  readonly delimiter: string;
  /** Of a CSV file without a row of them; absent: its first row has them. */
  readonly headers?: readonly string[];
}

export interface RowMapping {
  readonly column: string;
  readonly field: string;
}

/** Words of the result files: the rows that worked with their ids, the others with what is wrong with them. */
export interface RowReport {
  /**
   * The files as users see them, unique over all jobs; `{job}` stands for the id that the job will get. `source` is what
   * `Jobs.receive` takes in, the others are parts 1 and 2 of the unit (its `output.fileName` names none of them).
   */
  readonly fileNames: {
    readonly source: string;
    readonly succeeded: string;
    readonly failed: string;
  };
  /** Labels of the columns (keys, in JSONL) that are added to the source's own. */
  readonly id: string;
  readonly code: string;
  readonly message: string;
  readonly codes: Readonly<Record<RowFault, string>>;
}

/**
 * What can be wrong with one row. `shape`: it has more cells than the header, or is no JSON object; `empty`: a value is
 * missing; `type`: a value does not fit its field; `option`: it is no value of the picklist; `length`: the text is too
 * long; `reference`: it names no record that the caller sees; `taken`: another row has this value of a unique field;
 * `unknown-id`: there is no such record to update, delete or cancel.
 */
export type RowFault =
  | 'shape'
  | 'empty'
  | 'type'
  | 'option'
  | 'length'
  | 'reference'
  | 'taken'
  | 'unknown-id';

export interface RowCounts {
  /** Records of the file; `undefined` while it has not been read. */
  readonly rows: number | undefined;
  readonly succeeded: number;
  readonly failed: number;
}

/** Columns of the file's header, in order, with the field that each fills; what fills none is ignored. */
export type RowColumns = readonly { readonly column: string; readonly field?: string }[];
