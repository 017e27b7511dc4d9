/** AQuA as these clients speak it. */
export interface AquaJob {
  readonly id: string;
  readonly status: 'submitted' | 'executing' | 'completed' | 'aborted' | 'cancelled' | 'error';
  readonly batches: readonly { readonly fileId?: string }[];
}

export const QUERIES = {
  queries: [{ name: 'accounts', query: 'select Name from Account', type: 'zoqlexport' }],
};
/** Of as many accounts there are. */
export const ACCOUNTS = 300;
export const FILE = `Account: Name\n${Array.from({ length: ACCOUNTS }, (_, row) => `Customer ${row}\n`).join('')}`;
