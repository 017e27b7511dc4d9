/** The parts of bulk data's answers (bulk-data.md §2.1, §5.2, §5.3) that the commands need. */
export interface CreatedBulkJob {
  readonly id: string;
  readonly uploadUrl: string;
}

export interface BulkSummary {
  readonly id: string;
  readonly status: string;
  readonly rowCount?: number;
  readonly rowsSucceeded?: number;
  readonly rowsFailed?: number;
  readonly failureReason?: string;
}

export interface BulkDownloads {
  readonly successRowsFile: string;
  readonly errorRowsFile: string;
}
