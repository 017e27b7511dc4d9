import { csvRows, type FamilyLoad, fileOf, unexpected } from './family-load.ts';
import type { State } from './history.ts';
import type { Session } from './session.ts';

const STATES: Readonly<Record<string, State>> = {
  submitted: 'waiting',
  pending: 'waiting',
  executing: 'running',
  completed: 'completed',
  aborted: 'failed',
  cancelled: 'stopped',
};

/** Aggregates, so that a job's files have a number of rows that no bulk job beside it changes. */
const QUICK = 'select count(Id) from Account';
/** Of some of its queries, so that there is something to meet in the middle of a job. */
const slowed = (times: number) => ({
  'sluice-lab': JSON.stringify({ at: 'running', do: { delay: '800ms' }, times }),
});

interface WireJob {
  readonly id?: string;
  readonly status: string;
  readonly errorCode?: string;
  readonly batches: readonly {
    readonly status: string;
    readonly fileId?: string;
    readonly message?: string;
  }[];
}

/** AQuA: jobs of several queries, of which some are slow. */
export function aquaLoad(session: Session): FamilyLoad {
  return {
    family: 'aqua',

    async submit(random) {
      const count = random.between(1, 4);
      const queries = Array.from({ length: count }, (_, index) => ({
        name: `q${index + 1}`,
        query: QUICK,
        type: 'zoqlexport',
      }));
      const slow = queries.filter(() => random.next() < 0.3).length;
      const body = { format: 'csv', version: '1.2', queries };
      const headers = slow > 0 ? slowed(slow) : {};
      const reply = await session.call('POST', '/v1/batch-query/', body, headers);
      const { id, errorCode } = reply.body as WireJob;
      if (reply.status !== 200 || id === undefined || errorCode !== undefined)
        throw unexpected('a submit', reply);
      return { job: id, expected: { rows: queries.map(() => 1) } };
    },

    async look(job) {
      const reply = await session.call('GET', `/v1/batch-query/jobs/${job}`);
      const { status, errorCode, batches } = reply.body as WireJob;
      if (errorCode === '90002') return 'not there';
      const state = STATES[status];
      if (reply.status !== 200 || state === undefined) throw unexpected('a poll', reply);
      const files = new Map<number, ReturnType<typeof fileOf>>();
      for (const [index, { fileId }] of batches.entries()) {
        if (fileId === undefined) continue;
        const content = await session.ownBytes(`/v1/files/${fileId}`);
        if (content !== undefined) files.set(index + 1, fileOf(content, csvRows(content)));
      }
      const error = batches.find(({ message }) => message)?.message;
      return { state, files, ...(error && { error }) };
    },

    async stop(job) {
      const reply = await session.call('DELETE', `/v1/batch-query/jobs/${job}`);
      const { errorCode } = reply.body as WireJob;
      if (reply.status !== 200) throw unexpected('a stop', reply);
      if (errorCode === undefined) return 'won';
      if (errorCode === '90003') return 'lost';
      throw unexpected('a stop', reply);
    },
  };
}
