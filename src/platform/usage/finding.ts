import type { Case, Rule, Seen } from './rule.ts';
import { RULES } from './rules/all.ts';
import type { ShownRequest } from './shown-request.ts';

/** All that a user's clients did wrong in one way. */
export interface Finding {
  readonly finding: string;
  /** Ids of the jobs it was seen at, newest first. */
  readonly jobs: readonly string[];
  readonly user: string;
  /** How often. */
  readonly cases: number;
  /** The newest case, in a sentence. */
  readonly what: string;
  readonly whatToDo: string;
  /** Of the oldest, machine time, ms since 1970. */
  readonly since: number;
  /** That show it, those of the newest cases. */
  readonly requests: readonly ShownRequest[];
}

/** Whose findings are wanted: of a whole tenant, or of one of its users. */
export interface Viewer {
  readonly tenant: string;
  /** Absent: of all. */
  readonly user?: string;
}

const MOST_JOBS = 20;
const MOST_REQUESTS = 10;

/** Newest first. */
export function findingsOf({ user }: Viewer, seen: Seen): readonly Finding[] {
  const findings: (Finding & { readonly newest: number })[] = [];
  for (const rule of RULES) {
    const byUser = new Map<string, Case[]>();
    for (const one of rule.cases(seen)) {
      if (user !== undefined && one.user !== user) continue;
      const cases = byUser.get(one.user) ?? [];
      byUser.set(one.user, cases);
      cases.push(one);
    }
    for (const [whose, cases] of byUser) findings.push(gathered(rule, whose, cases, user === undefined));
  }
  return findings.sort((a, b) => b.newest - a.newest).map(({ newest: _, ...finding }) => finding);
}

/** @param all whether what others did beside it may be shown */
function gathered(
  { finding, whatToDo }: Rule,
  user: string,
  cases: readonly Case[],
  all: boolean,
): Finding & { readonly newest: number } {
  const sorted = [...cases].sort((a, b) => b.since - a.since);
  const shown = sorted.flatMap(({ jobs, requests, others }) => [
    { jobs, requests },
    ...(all && others !== undefined ? [others] : []),
  ]);
  return {
    finding,
    jobs: [...new Set(shown.flatMap(({ jobs }) => jobs))].slice(0, MOST_JOBS),
    user,
    cases: cases.length,
    what: sorted[0]?.what ?? '',
    whatToDo,
    since: sorted.at(-1)?.since ?? 0,
    requests: shown.flatMap(({ requests }) => requests).slice(0, MOST_REQUESTS),
    newest: sorted[0]?.since ?? 0,
  };
}
