import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resolveChoices } from '../../../src/config/choices.ts';
import { fileRoutes } from '../../../src/families/aqua/files.ts';
import { FILE_PATHS } from '../../../src/families/aqua/paths.ts';
import { aquaErrors } from '../../../src/families/aqua/refusals.ts';
import { type TestApp, testApp } from '../../platform/test-app.ts';
import { completedJob } from '../data-query/made-jobs.ts';

const ID = '2f1e0d9c8b7a69584736251403f2e1d0';
const NAME = { name: ID, epoch: 1, unit: 1, part: 1, bytes: 3, sha256: 'aa' };
const batches = [{ batchId: ID, type: 'zoqlexport', apiVersion: '145.0', full: true }];
const job = {
  ...completedJob(1, 0),
  family: 'aqua',
  request: { format: 'csv', encrypted: 'none', batches },
};

let app: TestApp;
beforeAll(async () => {
  app = await testApp({}, () => [
    {
      name: 'aqua',
      prefixes: FILE_PATHS,
      credentials: ['bearer'],
      errors: aquaErrors(resolveChoices('dev', {}, '')),
      document: () => Promise.reject(new Error('none')),
      register: (server) =>
        fileRoutes(server, {
          jobs: { fileByName: () => ({ ...NAME, job: job.id }), get: () => job },
          results: { read: () => Promise.reject(new Error('EIO: i/o error, read /data/results')) },
          limits: { 'aqua.maxFileBytes': undefined },
        }),
    },
  ]);
});
afterAll(() => app[Symbol.asyncDispose]());

describe('a server fault on a file download is 500 with the words that clients know (aqua.md §1.7)', () => {
  test.each(FILE_PATHS)('%s', async (path) => {
    const headers = { authorization: `Bearer ${await app.token()}` };
    const reply = await fetch(`${app.url}/${path}//${ID}/`, { headers });
    expect(reply.status).toBe(500);
    expect(reply.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await reply.json()).toEqual({
      reasons: [{ code: 'SystemError', message: 'The request failed for a reason inside the server' }],
    });
    expect(String(app.failures.at(-1))).toContain('EIO');
  });
});
