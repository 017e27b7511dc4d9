import { csvRows, type FamilyLoad, fileOf, unexpected } from './family-load.ts';
import type { Seen, State } from './history.ts';
import type { Session } from './session.ts';
import { anySql } from './sql-queries.ts';

const STATES: Readonly<Record<string, State>> = {
  accepted: 'waiting',
  in_progress: 'running',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'stopped',
};

interface WireJob {
  readonly id: string;
  readonly queryStatus: string;
  readonly dataFile?: string;
  readonly errorMessage?: string;
}

/** Data Query: SQL of any length, as CSV. */
export function dataQueryLoad(session: Session): FamilyLoad {
  return {
    family: 'data-query',

    async submit(random) {
      const { sql, expected } = anySql(random);
      const format = { outputFormat: 'CSV', compression: 'NONE', output: { target: 'S3' } };
      const reply = await session.call('POST', '/query/jobs', { query: sql, ...format });
      if (reply.status !== 200) throw unexpected('a submit', reply);
      return { job: (reply.body as { data: WireJob }).data.id, expected };
    },

    async look(job) {
      const reply = await session.call('GET', `/query/jobs/${job}`);
      if (reply.status === 404) return 'not there';
      if (reply.status !== 200) throw unexpected('a poll', reply);
      const { queryStatus, dataFile, errorMessage } = (reply.body as { data: WireJob }).data;
      return sqlSeen(session, STATES[queryStatus], dataFile, errorMessage);
    },

    async stop(job) {
      const reply = await session.call('DELETE', `/query/jobs/${job}`);
      if (reply.status === 200) return 'won';
      if (reply.status === 400) return 'lost';
      throw unexpected('a stop', reply);
    },
  };
}

/** What a job of SQL shows, with its file. */
export async function sqlSeen(
  session: Session,
  state: State | undefined,
  link: string | undefined,
  error: string | undefined,
): Promise<Seen> {
  if (state === undefined) throw new Error('a state that there is not');
  const content = link === undefined ? undefined : await session.bytes(link);
  const files = content === undefined ? [] : [[1, fileOf(content, csvRows(content))] as const];
  return { state, files: new Map(files), ...(error !== undefined && { error }) };
}
