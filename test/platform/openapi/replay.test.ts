import type { OpenAPIV3_1 as V3 } from 'openapi-types';
import { afterAll, describe, expect, it } from 'vitest';
import { type RuleHandle, startSluice } from '../../../src/main.ts';
import {
  EXAMPLE_AQUA,
  EXAMPLE_BULK,
  EXAMPLE_JOB,
  EXAMPLE_QUERY,
  EXAMPLE_REQUEST,
  EXAMPLE_ROWS,
  EXAMPLE_RULE,
  EXAMPLE_SESSION,
} from '../../../src/platform/openapi/example-ids.ts';
import { AquaClient } from '../../support/aqua-client.ts';
import { accountsCsv, BulkClient } from '../../support/bulk-client.ts';
import { DataQueryClient, DEV, READER } from '../../support/data-query-client.ts';
import { until } from '../../support/server-process.ts';
import { ajv } from './ajv.ts';
import { type Replay, replays, steady } from './replay.ts';

// Before the tests are known: each example is one.
const sluice = await startSluice({ stopGrace: '10s' });
const document = (await (await fetch(`${sluice.url}/openapi.json`)).json()) as V3.Document;
const schemas = ajv().addSchema(document, 'openapi');
const clients = {
  admin: await DataQueryClient.signIn(sluice.url, DEV),
  reader: await DataQueryClient.signIn(sluice.url, READER),
  nobody: undefined,
};
const completed = await clients.admin.run(EXAMPLE_QUERY.completed);
const failed = await clients.admin.run(EXAMPLE_QUERY.failed);
const later = await carriedOut();
await linkWithToken();
const aqua = await AquaClient.signIn(sluice.url, DEV);
const exported = await aqua.run({ ...aquaSubmit(), version: '1.1', ...EXAMPLE_SESSION });
const bulk = new BulkClient(clients.admin);
const loaded = await bulk.run(EXAMPLE_ROWS, bulkCreate());
/** Its only place is taken: a job of AQuA waits there. */
const busy = await busyServer();

afterAll(() => Promise.all([sluice.stop(), busy.sluice.stop()]));

const all = replays(document);
let heldLoad: RuleHandle | undefined;

describe('each example of /openapi.json is what a server answers', () => {
  it.each(all.map((replay) => [`${replay.method} ${replay.path} → ${replay.status} ${replay.name}`, replay]))(
    '%s',
    async (_, replay) => {
      const reply = await send(replay);
      const text = await reply.text();
      const type = reply.headers.get('content-type')?.split(';', 1)[0];
      expect({ status: reply.status, type, text }).toMatchObject({
        status: replay.status,
        type: replay.mediaType,
      });
      expect(faultsOf(replay.schema, replay.expected), 'the example').toEqual([]);
      const body = /json/.test(replay.mediaType) ? JSON.parse(text) : text;
      expect(faultsOf(replay.schema, body), 'the answer').toEqual([]);
      expect(missingHeaders(replay.response, reply.headers)).toEqual([]);
      expect(steady(body)).toEqual(steady(replay.expected));
    },
  );

  it('every operation that answers JSON has one', () => {
    const shown = new Set(
      all.filter(({ status }) => status < 300).map(({ method, path }) => `${method} ${path}`),
    );
    const bare = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
      Object.entries(item ?? {}).flatMap(([method, operation]) => {
        const { responses = {} } = operation as V3.OperationObject;
        const json = Object.entries(responses).some(
          ([status, answer]) =>
            Number(status) < 300 && 'content' in answer && answer.content?.['application/json'],
        );
        return json && !shown.has(`${method.toUpperCase()} ${path}`) ? [`${method} ${path}`] : [];
      }),
    );
    expect(bare).toEqual(['get /openapi.json']);
  });

  it('no request example is without an answer', () => {
    const answered = new Set(all.map(({ method, path, name }) => `${method} ${path} ${name}`));
    const asked = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
      Object.entries(item ?? {}).flatMap(([method, operation]) =>
        requestExamples(operation as V3.OperationObject).map(
          (name) => `${method.toUpperCase()} ${path} ${name}`,
        ),
      ),
    );
    expect(asked.filter((one) => !answered.has(one))).toEqual([]);
  });
});

/** With ids of this server in the place of the document's. */
async function send({ method, target, as, headers, body }: Replay): Promise<Response> {
  const running = target.includes(EXAMPLE_JOB.running) ? await runningJob() : '';
  const created = target.includes(EXAMPLE_BULK.created) ? await bulk.uploaded(EXAMPLE_ROWS) : '';
  const loading = target.includes(EXAMPLE_BULK.running) ? await runningLoad() : '';
  const waiting = target.includes(EXAMPLE_AQUA.waiting) ? await busy.aqua.submit(aquaSubmit()) : undefined;
  const rule = target.includes(EXAMPLE_RULE) ? await ruleThatHolds() : '';
  // It does not go back before what has begun and not ended: what the examples before it have left.
  if (target === '/sluice/v1/lab/clock') await idle();
  // The journal's newest is then this one.
  if (target.startsWith('/sluice/v1/lab/requests')) await DataQueryClient.signIn(sluice.url, DEV);
  const own = (text: string): string =>
    text
      .replaceAll(EXAMPLE_JOB.completed, completed.id)
      .replaceAll(EXAMPLE_JOB.failed, failed.id)
      .replaceAll(EXAMPLE_JOB.running, running)
      .replaceAll(EXAMPLE_BULK.completed, loaded.id)
      .replaceAll(EXAMPLE_BULK.created, created)
      .replaceAll(EXAMPLE_BULK.running, loading)
      .replaceAll(EXAMPLE_RULE, rule)
      .replaceAll(EXAMPLE_REQUEST, later)
      .replaceAll(EXAMPLE_AQUA.completed, exported.id)
      .replaceAll(EXAMPLE_AQUA.file, exported.batches[0]?.fileId ?? '')
      .replaceAll(EXAMPLE_AQUA.waiting, waiting?.id ?? '');
  // What is kept of a server, and put back there, would be missed by the examples after it.
  const apart = waiting !== undefined || target.startsWith('/sluice/v1/snapshots');
  const token = apart && as !== 'nobody' ? busy.token : clients[as]?.token;
  const response = await fetch((apart ? busy.sluice.url : sluice.url) + own(target), {
    method,
    headers: { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    ...(body !== undefined && { body: own(body) }),
  });
  // What goes on for nobody would take the places, and the time, of the examples after it.
  for (const left of [running, loading].filter((id) => id !== ''))
    await clients.admin.call('POST', `/sluice/v1/jobs/${left}/stop`);
  heldLoad?.remove();
  if (rule !== '') await clients.admin.call('DELETE', `/sluice/v1/lab/rules/${rule}`);
  return response;
}

async function idle(): Promise<void> {
  await until('all jobs have ended', async () => {
    for (const state of ['queued', 'running', 'stopping']) {
      const { body } = await clients.admin.call('GET', `/sluice/v1/jobs?state=${state}`);
      if ((body as { jobs: unknown[] }).jobs.length > 0) return false;
    }
    return true;
  });
}

/** A rule of the lab with a job that waits at it. */
async function ruleThatHolds(): Promise<string> {
  const rule = { match: { trackId: 'held' }, at: 'before-start', do: { hold: true } };
  const made = await clients.admin.call('POST', '/sluice/v1/lab/rules', rule);
  const { id } = made.body as { id: string };
  const query = { query: 'SELECT 1', outputFormat: 'CSV', compression: 'NONE', output: { target: 'S3' } };
  await clients.admin.call('POST', '/query/jobs', query, { 'zuora-track-id': 'held' });
  await clients.admin.call('GET', `/sluice/v1/lab/rules/${id}?wait=30s`);
  return id;
}

/** The body of the example of a create. */
function bulkCreate(): Record<string, unknown> {
  const example = replays(document).find(
    ({ path, name }) => path === '/bulk-data/bulk-jobs' && name === 'account',
  );
  return JSON.parse(example?.body ?? '');
}

/** In progress, held by the lab: whatever the machine does, an abort finds no row on its way. */
async function runningLoad(): Promise<string> {
  // Or one that an example before has submitted would be held in its place.
  await idle();
  heldLoad = sluice.lab.hold({ family: 'bulk-data', at: 'running' });
  const id = await bulk.submitted(accountsCsv(3));
  await heldLoad.reached();
  return id;
}

async function busyServer() {
  const stuck = await startSluice({ seed: 'none', engineSlots: 1, stopGrace: '10s' });
  const queries = await DataQueryClient.signIn(stuck.url, DEV);
  await queries.held();
  return { sluice: stuck, token: queries.token, aqua: await AquaClient.signIn(stuck.url, DEV) };
}

/** The body of the example of a submit. */
function aquaSubmit(): Record<string, unknown> {
  const example = replays(document).find(({ path, name }) => path === '/v1/batch-query' && name === 'csv');
  return JSON.parse(example?.body ?? '');
}

/** The finding of the doctor's example. */
async function linkWithToken(): Promise<void> {
  // Without a poll: on a busy machine this client's polls are a finding of their own.
  const query = { sql: 'SELECT 1', wait: '60s', format: 'csv' };
  const { body } = await clients.reader.call('POST', '/sluice/v1/queries', query);
  const link = (body as { units: { files: { url: string }[] }[] }).units[0]?.files[0]?.url ?? '';
  const headers = { authorization: `Bearer ${clients.reader.token}` };
  await (await fetch(link, { headers })).arrayBuffer();
}

/** A request that was accepted, and then carried out. */
async function carriedOut(): Promise<string> {
  const body = { sql: 'SELECT 1', content_type: 'csv' };
  const { body: accepted } = await clients.admin.call('POST', '/v2/query_runs', body, { async: 'true' });
  const { request_id: id } = accepted as { request_id: string };
  await until('the request is carried out', async () => {
    const { body: now } = await clients.admin.call('GET', `/sluice/v1/requests/${id}`);
    return (now as { state: string }).state === 'succeeded';
  });
  return id;
}

async function runningJob(): Promise<string> {
  const { id } = await clients.admin.submit(EXAMPLE_QUERY.running);
  await clients.admin.started(id);
  return id;
}

function faultsOf(pointer: string, value: unknown): unknown[] {
  const validate = schemas.getSchema(`openapi#${pointer}`);
  if (validate === undefined) throw new Error(`no schema at ${pointer}`);
  validate(value);
  return validate.errors ?? [];
}

function missingHeaders(response: V3.ResponseObject, headers: Headers): string[] {
  return Object.entries(response.headers ?? {})
    .filter(([, header]) => {
      const found =
        '$ref' in header ? document.components?.headers?.[header.$ref.split('/').at(-1) ?? ''] : header;
      return found !== undefined && 'required' in found && found.required === true;
    })
    .flatMap(([name]) => (headers.has(name) ? [] : [name]));
}

function requestExamples({ parameters = [], requestBody }: V3.OperationObject): string[] {
  const media =
    requestBody !== undefined && 'content' in requestBody ? Object.values(requestBody.content) : [];
  const holders = [...parameters.filter((parameter) => 'name' in parameter), ...media];
  return [...new Set(holders.flatMap(({ examples = {} }) => Object.keys(examples)))];
}
