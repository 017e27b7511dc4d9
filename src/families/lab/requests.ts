import type { FastifyInstance } from 'fastify';
import { type Journal, MOST_EXCHANGES } from '../../lab/journal.ts';
import type { JournalEntry } from '../../lab/journal-entry.ts';
import { signedIn } from '../../platform/request-context.ts';
import { labRefusal } from './errors.ts';
import { LAB_PATH } from './paths.ts';

const DEFAULT_LIMIT = 100;

export interface RequestRoutesParts {
  readonly journal: Journal;
}

/** The last requests and answers of the caller's tenant, newest first (operating.md §5). */
export function requestRoutes(app: FastifyInstance, { journal }: RequestRoutesParts): void {
  app.get<{ Querystring: { limit?: string | string[] } }>(
    `${LAB_PATH}/requests`,
    // Each look would have the one before it, and all that it showed.
    { config: { audit: 'read', exchanges: false } },
    (request, reply) => {
      const requests = journal.list(signedIn(request).tenant.name, limitOf(request.query.limit));
      reply.send({ requests: requests.map(view) });
    },
  );
}

function view({ at, ...entry }: JournalEntry) {
  return { ...entry, at: new Date(at).toISOString() };
}

/** @throws Refusal 400 */
function limitOf(text: string | string[] | undefined): number {
  if (text === undefined) return DEFAULT_LIMIT;
  const limit = typeof text === 'string' && /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > MOST_EXCHANGES) throw labRefusal.badLimit(MOST_EXCHANGES);
  return limit;
}
