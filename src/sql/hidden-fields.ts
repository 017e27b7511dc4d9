/**
 * Names under which a TableScan gives what is stored with a row beside its object's fields: whether it is deleted
 * (boolean), and since when (timestamp(3) with time zone; null while it is live). No field can have such a name.
 */
export const HIDDEN_FIELDS = { deleted: '@deleted', deletedAt: '@deletedAt' } as const;
