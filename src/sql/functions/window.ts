import { window } from './rows.ts';
import type { Signature } from './signature.ts';

export const WINDOW: readonly Signature[] = [
  ...window('row_number', 'Number of the row in its partition', ' -> bigint'),
  ...window('rank', 'Rank with gaps', ' -> bigint'),
  ...window('dense_rank', 'Rank without gaps', ' -> bigint'),
  ...window('percent_rank', 'Relative rank', ' -> double'),
  ...window('cume_dist', 'Cumulative distribution', ' -> double'),
  ...window('ntile', 'Number of the bucket', 'bigint -> bigint'),
  ...window('lag', 'Value of an earlier row', 'T -> T', 'T; bigint -> T', 'T; bigint; T -> T'),
  ...window('lead', 'Value of a later row', 'T -> T', 'T; bigint -> T', 'T; bigint; T -> T'),
  ...window('first_value', 'Value of the first row of the frame', 'T -> T'),
  ...window('last_value', 'Value of the last row of the frame', 'T -> T'),
  ...window('nth_value', 'Value of the n-th row of the frame', 'T; bigint -> T'),
];
