/** A relation may have no columns (`SELECT count(*) …`), a SELECT may not. */
export function selectList(columns: readonly string[]): string {
  return columns.length === 0 ? '1 AS nothing' : columns.join(', ');
}
