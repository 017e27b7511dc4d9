/** Data Query as these clients speak it. */
export interface QueryJob {
  readonly data: {
    readonly id: string;
    readonly queryStatus: 'accepted' | 'in_progress' | 'completed' | 'failed' | 'cancelled';
    readonly dataFile?: string;
    readonly errorMessage?: string;
  };
}

export const CSV = { outputFormat: 'CSV', compression: 'NONE', output: { target: 'S3' } };
export const SQL = 'SELECT x FROM UNNEST(sequence(1, 500)) numbers(x)';
/** What it answers. */
export const FILE = `x\n${Array.from({ length: 500 }, (_, row) => `${row + 1}\n`).join('')}`;
