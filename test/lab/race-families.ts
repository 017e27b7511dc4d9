import { AquaClient } from '../support/aqua-client.ts';
import { accountsCsv, BulkClient, type BulkCreated, bodyOf } from '../support/bulk-client.ts';
import type { DataQueryClient } from '../support/data-query-client.ts';

/** Where a job is when its stop arrives. */
export const PLACES = [
  'queued',
  'claimed',
  'running',
  'before publish',
  'after publish',
  'before acknowledge',
] as const;
export type Place = (typeof PLACES)[number];

/** One family's job and its stop, in the family's own words. */
export interface RaceFamily {
  readonly name: string;
  /** Starts one job of one query that is quickly done, under this track id; its answer may be held. */
  submit(trackId: string): Promise<unknown>;
  /** Track id of the request whose answer acknowledges the job. */
  acknowledged(trackId: string): string;
  /** Where requests for its stop go, and by which method. */
  stopPath(id: string): { readonly method: string; readonly path: string };
  /** Asks for the stop that fits the place: families may have one for each state. Throws when no answer comes. */
  stop(id: string, place: Place): Promise<string>;
  /** What the first stop is told that wins. */
  readonly won: string;
  /** What one is told that comes after it. */
  readonly again: string;
  /** What one is told that comes after the completion. */
  readonly late: string;
  /** The family's word for how the job stands. */
  state(id: string): Promise<string>;
  readonly stopped: string | ((place: Place) => string);
  readonly completed: string;
  /** How many result files the job shows. */
  files(id: string): Promise<number>;
  readonly filesOfCompleted: number;
  /** Rows that were written before the stop have their files. */
  readonly filesOfStopped: (place: Place) => number;
}

const itself = (track: string): string => track;
const none = (): number => 0;
const SQL = 'SELECT 1 AS x';

export async function raceFamilies(url: string, client: DataQueryClient): Promise<readonly RaceFamily[]> {
  const aqua = await AquaClient.signIn(url);
  const bulk = new BulkClient(client);
  return [dataQuery(client), queryRuns(client), aquaFamily(aqua), bulkData(bulk)];
}

function dataQuery(client: DataQueryClient): RaceFamily {
  const format = { outputFormat: 'CSV', compression: 'NONE', output: { target: 'S3' } };
  return {
    name: 'data-query',
    acknowledged: itself,
    stopPath: (id) => ({ method: 'DELETE', path: `/query/jobs/${id}` }),
    submit: (track) =>
      client.call('POST', '/query/jobs', { query: SQL, ...format }, { 'zuora-track-id': track }),
    stop: async (id) => {
      const { status, body } = await client.cancel(id);
      return `${status} ${(body as { data?: { queryStatus: string } }).data?.queryStatus ?? 'refused'}`;
    },
    won: '200 cancelled',
    again: '400 refused',
    late: '400 refused',
    state: async (id) => (await client.get(id)).queryStatus,
    stopped: 'cancelled',
    completed: 'completed',
    files: async (id) => ((await client.get(id)).dataFile === undefined ? 0 : 1),
    filesOfCompleted: 1,
    filesOfStopped: none,
  };
}

function queryRuns(client: DataQueryClient): RaceFamily {
  const get = async (id: string) =>
    (await client.call('GET', `/v2/query_runs/${id}`)).body as { state: string; file?: object };
  return {
    name: 'query-runs',
    acknowledged: itself,
    stopPath: (id) => ({ method: 'POST', path: `/v2/query_runs/${id}/cancel` }),
    submit: (track) =>
      client.call('POST', '/v2/query_runs', { sql: SQL, content_type: 'csv' }, { 'zuora-track-id': track }),
    stop: async (id) => {
      const { status, body } = await client.call('POST', `/v2/query_runs/${id}/cancel`);
      return `${status} ${(body as { state?: string }).state ?? 'refused'}`;
    },
    won: '200 canceled',
    again: '400 refused',
    late: '400 refused',
    state: async (id) => (await get(id)).state,
    stopped: 'canceled',
    completed: 'complete',
    files: async (id) => ((await get(id)).file === undefined ? 0 : 1),
    filesOfCompleted: 1,
    filesOfStopped: none,
  };
}

function aquaFamily(client: AquaClient): RaceFamily {
  const queries = [{ name: 'q', query: 'select count(Id) from Product', type: 'zoqlexport' }];
  return {
    name: 'aqua',
    acknowledged: itself,
    stopPath: (id) => ({ method: 'DELETE', path: `/v1/batch-query/jobs/${id}` }),
    submit: (track) => client.call('POST', '/v1/batch-query', { queries }, { 'zuora-track-id': track }),
    stop: async (id) => {
      const { status, errorCode } = await client.cancel(id);
      return `${status} ${errorCode ?? 'no error'}`;
    },
    won: 'cancelled no error',
    again: 'error 90003',
    late: 'error 90003',
    state: async (id) => (await client.get(id)).status,
    stopped: 'cancelled',
    completed: 'completed',
    files: async (id) => (await client.get(id)).batches.filter(({ fileId }) => fileId !== undefined).length,
    filesOfCompleted: 1,
    filesOfStopped: none,
  };
}

/** Cancelled before it runs, aborted from then on. */
function bulkData(client: BulkClient): RaceFamily {
  const submission = (track: string): string => `${track}-submission`;
  const runs = (place: Place): boolean => place !== 'queued' && place !== 'claimed';
  return {
    name: 'bulk-data',
    acknowledged: submission,
    stopPath: (id) => ({ method: 'POST', path: `/bulk-data/bulk-jobs/${id}/` }),
    async submit(track) {
      const fields = { name: track, objectType: 'Account', jobType: 'Import' };
      const { http } = client;
      const created = await http.call('POST', '/bulk-data/bulk-jobs', fields, { 'zuora-track-id': track });
      await client.upload(bodyOf(created) as BulkCreated, accountsCsv(2));
      const path = `/bulk-data/bulk-jobs/${(created.body as BulkCreated).id}/submissions`;
      return http.call('POST', path, undefined, { 'zuora-track-id': submission(track) });
    },
    stop: async (id, place) => {
      const { status } = await (runs(place) ? client.abort(id) : client.cancel(id));
      return `${status}`;
    },
    won: '200',
    again: '200',
    late: '400',
    state: async (id) => (await client.summary(id)).status,
    stopped: (place) => (runs(place) ? 'Aborted' : 'Cancelled'),
    completed: 'Completed',
    files: async (id) => {
      const { body, status } = await client.call('GET', id, 'downloads');
      return status === 200 && 'successRowsFile' in (body as object) ? 2 : 0;
    },
    filesOfCompleted: 2,
    filesOfStopped: (place) => (runs(place) ? 2 : 0),
  };
}
