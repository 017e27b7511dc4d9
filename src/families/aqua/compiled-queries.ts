import { type CompiledQuery, type Compiler, LanguageError, type SourceQuery } from '../../ports/compiler.ts';
import type { ChangeWindow } from '../../ports/job.ts';
import type { Scope } from '../../sql/scope.ts';
import { cut } from './batch-errors.ts';
import type { RequestCode } from './request-errors.ts';

export interface CompileAll {
  readonly scope: Scope;
  readonly zone: string;
  /** Business time. */
  readonly now: number;
  /** Of a stateful job any will do: it tells whether an object has a date of change at all. */
  readonly window: ChangeWindow | undefined;
  /** Whether what has nothing to select is refused, or left to fail when it runs. */
  readonly refusesNoColumns: boolean;
}

export interface QueryFault {
  readonly code: RequestCode;
  readonly text: string;
}

/** A query as compiled; `undefined`: it will fail when it runs. */
export type Outcome = { readonly compiled: CompiledQuery | undefined } | { readonly fault: QueryFault };

/**
 * Compiles the queries of a submit one after another, so that one client's job of many does not take the compiler for
 * itself; what the text and the catalogue decide is refused there and then (aqua.md §3.2).
 */
export async function compileAll(
  compiler: Pick<Compiler, 'compile'>,
  queries: readonly SourceQuery[],
  how: CompileAll,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const query of queries) outcomes.push(await outcomeOf(compiler, query, how));
  return outcomes;
}

async function outcomeOf(
  compiler: Pick<Compiler, 'compile'>,
  query: SourceQuery,
  { scope, zone, now, window, refusesNoColumns }: CompileAll,
): Promise<Outcome> {
  const request = { query, scope, zone, now, ...(window !== undefined && { window }) };
  try {
    return { compiled: await compiler.compile(request) };
  } catch (error) {
    if (!(error instanceof LanguageError)) throw error;
    if (error.fault === 'no-columns' && !refusesNoColumns) return { compiled: undefined };
    return { fault: { code: codeOf(error), text: cut(error.message) } };
  }
}

/** The code of a fault (aqua.md §3.1). */
function codeOf({ fault }: LanguageError): RequestCode {
  switch (fault) {
    case 'distinct':
      return '90020';
    case 'no-deleted-rows':
      return '90017';
    case 'no-permission':
      return '90018';
    case 'no-currency':
      return '90021';
    default:
      return '90005';
  }
}

/** The checks of aqua.md §3.3 that queries go through, in their order. */
const ORDER: readonly RequestCode[] = ['90017', '90018', '90021', '90020', '90005'];

/** Faults of the check that fails first, by place; `undefined`: there are none. */
export function firstFaults(
  outcomes: readonly Outcome[],
): { readonly code: RequestCode; readonly faults: ReadonlyMap<number, string> } | undefined {
  const faults = outcomes.flatMap((outcome, index) =>
    'fault' in outcome ? [{ index, ...outcome.fault }] : [],
  );
  const code = ORDER.find((one) => faults.some((fault) => fault.code === one));
  if (code === undefined) return undefined;
  return { code, faults: new Map(faults.map(({ index, text }) => [index, text])) };
}
