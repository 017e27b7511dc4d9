import type { FastifyInstance } from 'fastify';
import { jsonBody, requireJson } from '../../platform/request-body.ts';
import { type ServerState, type SnapshotRecord, StateError } from '../../ports/server-state.ts';
import { labRefusal } from './errors.ts';
import { STATE_PATHS } from './paths.ts';

export interface StateRoutesParts {
  readonly state: ServerState;
}

/** Its own reply is of another state than the one it would be kept in. */
const REPLACES = { audit: 'replaced-state', replacesState: true, keyed: false } as const;

/** Puts the whole state back: to the seed, or to what was kept under a name (operating.md §4). */
export function stateRoutes(app: FastifyInstance, { state }: StateRoutesParts): void {
  const { reset, snapshots } = STATE_PATHS;

  app.post(reset, { config: REPLACES }, async (_request, reply) => {
    await told(() => state.reset());
    return reply.code(204).send();
  });

  app.get(snapshots, { config: { audit: 'read' } }, async () => ({
    snapshots: await told(() => state.snapshots()),
  }));

  app.post(snapshots, { config: REPLACES, onRequest: requireJson }, async (request, reply) => {
    const name = readName(jsonBody(request, 'The request body is not JSON'));
    request.audited = { detail: { snapshot: name.slice(0, 100) } };
    reply.code(201);
    return told(() => state.snapshot(name));
  });

  app.post<NamePath>(`${snapshots}/:name/restore`, { config: REPLACES }, async (request) => {
    const { name } = request.params;
    request.audited = { detail: { snapshot: name.slice(0, 100) } };
    return told((): Promise<SnapshotRecord> => state.restore(name));
  });
}

interface NamePath {
  Params: { name: string };
}

/** @throws Refusal 400 */
function readName(body: unknown): string {
  const FORM = 'Send {"name":"…"}';
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw labRefusal.badBody(FORM);
  const { name, ...others } = body as Readonly<Record<string, unknown>>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw labRefusal.badBody(`Unknown field "${unknown.slice(0, 100)}". ${FORM}`);
  if (typeof name !== 'string') throw labRefusal.badBody(FORM);
  return name;
}

const REFUSALS = {
  'bad-name': labRefusal.badBody,
  unknown: labRefusal.unknownSnapshot,
  newer: labRefusal.newerSnapshot,
  busy: labRefusal.stateBusy,
} as const;

async function told<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw error instanceof StateError ? REFUSALS[error.kind](error.message) : error;
  }
}
