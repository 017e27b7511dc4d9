import { RAISED } from '../raise.ts';

/**
 * A macro's head and body; it is called as `sluice.name(…)`. Forms with other parameters follow in the body as
 * `, (a, b) AS …`. Parameters are put in place unevaluated: those of lambdas inside must not meet the caller's names.
 */
export type Macro = readonly [head: string, body: string];

/** Fails as `raise.ts` does, inside a macro. `text` is SQL. */
export function fail(text: string, type: string): string {
  if (type.endsWith('[]')) return `CAST('${RAISED}' || ${text} AS ${type})`;
  const failing = `CAST('${RAISED}' || ${text} AS BIGINT)`;
  return type === 'BIGINT' ? failing : `CAST(CAST(${failing} AS VARCHAR) AS ${type})`;
}
