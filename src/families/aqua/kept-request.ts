import type { AquaQuery, AquaRequest } from './submit-body.ts';

/** What of a request the replies show again and the core's own fields do not hold. JSON. */
export interface KeptRequest extends Omit<AquaRequest, 'queries' | 'useQueryLabels' | 'nullReplacement'> {
  readonly batches: readonly KeptBatch[];
}

export interface KeptBatch extends Omit<AquaQuery, 'query'> {
  readonly batchId: string;
  /** As foreseen at submit: whether it takes everything. */
  readonly full: boolean;
  /** Its object has no date of change: it always takes everything. */
  readonly whole?: true;
}

export interface CheckedQuery {
  readonly batchId: string;
  readonly query: AquaQuery;
  readonly full: boolean;
  readonly whole: boolean;
  /** Its result may be cut into segments (§4.6). */
  readonly divisible: boolean;
}

export function keptOf(request: AquaRequest, checked: readonly CheckedQuery[]): KeptRequest {
  const { queries: _, useQueryLabels: __, nullReplacement: ___, ...kept } = request;
  return {
    ...kept,
    batches: checked.map(({ batchId, query: { query: _text, ...query }, full, whole }) => ({
      batchId,
      ...query,
      full,
      ...(whole && { whole }),
    })),
  };
}
