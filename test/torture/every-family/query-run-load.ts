import { sqlSeen } from './data-query-load.ts';
import { type FamilyLoad, unexpected } from './family-load.ts';
import type { State } from './history.ts';
import type { Session } from './session.ts';
import { anySql } from './sql-queries.ts';

const STATES: Readonly<Record<string, State>> = {
  accepted: 'waiting',
  in_progress: 'running',
  complete: 'completed',
  failed: 'failed',
  canceled: 'stopped',
};

interface WireRun {
  readonly id: string;
  readonly state: string;
  readonly file?: { readonly url: string };
}

/** Query runs: the same jobs as Data Query's, in other words. */
export function queryRunLoad(session: Session): FamilyLoad {
  return {
    family: 'query-runs',

    async submit(random) {
      const { sql, expected } = anySql(random);
      const reply = await session.call('POST', '/v2/query_runs', { sql, content_type: 'csv' });
      if (reply.status !== 201) throw unexpected('a submit', reply);
      return { job: (reply.body as WireRun).id, expected };
    },

    async look(job) {
      const reply = await session.call('GET', `/v2/query_runs/${job}`);
      if (reply.status === 404) return 'not there';
      if (reply.status !== 200) throw unexpected('a poll', reply);
      const { state, file } = reply.body as WireRun;
      return sqlSeen(session, STATES[state], file?.url, undefined);
    },

    async stop(job) {
      const reply = await session.call('POST', `/v2/query_runs/${job}/cancel`);
      if (reply.status === 200) return 'won';
      if (reply.status === 400) return 'lost';
      throw unexpected('a stop', reply);
    },
  };
}
