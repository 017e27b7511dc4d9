import { createHash } from 'node:crypto';
import type { Scope } from '../../sql/scope.ts';
import type { AquaQuery, AquaRequest } from './submit-body.ts';

/** Which jobs go on where the one before ended (aqua.md §4.1). */
export type Mode = 'stateless' | 'stateful';

export function modeOf({
  version,
  partner,
  project,
}: Pick<AquaRequest, 'version' | 'partner' | 'project'>): Mode {
  return Number(version) >= 1.1 && partner !== undefined && project !== undefined ? 'stateful' : 'stateless';
}

/** Names a session within its tenant; case does not matter (§1.5). */
export function sessionKey(partner: string, project: string): string {
  return JSON.stringify([partner.toLowerCase(), project.toLowerCase()]);
}

/**
 * What makes a query of one job the same as one of the next, so that it takes what changed since (§4.2 rule 3): its name,
 * or its place where it has none, its text, its type, its `deleted`. And what its caller sees: who sees more than the
 * last one has rows to take that did not change.
 */
export function identityOf(query: AquaQuery, place: number, scope: Scope): string {
  const { name, type, deleted } = query;
  const seen = [[...scope.entities].sort(), [...scope.orgs].sort(), scope.admin];
  const column = deleted === undefined ? null : [deleted.column, deleted.format.toLowerCase()];
  const key = [name ?? place, type, normalized(query), column, seen];
  return createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 32);
}

/** Texts and aliases in quotes; in ZOQL a backslash goes before a quote that is inside (§5.1, §5.4). */
const QUOTED = {
  zoql: /('(?:[^'\\]|\\.)*'?|"(?:[^"\\]|\\.)*"?)/s,
  zoqlexport: /('(?:[^']|'')*'?|"(?:[^"]|"")*"?)/,
} as const;

/** Blanks are one blank outside quotes. */
function normalized({ query, type }: AquaQuery): string {
  return query
    .split(QUOTED[type])
    .map((part, index) => (index % 2 === 0 ? part.replace(/\s+/g, ' ') : part))
    .join('')
    .trim();
}
