import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JournalEntry } from '../../../src/lab/journal-entry.ts';
import { BulkClient } from '../../support/bulk-client.ts';
import { DEV } from '../../support/data-query-client.ts';
import { type TestServer, testServer } from '../server.ts';

const PATH = '/sluice/v1/lab/requests';

let server: TestServer;
beforeAll(async () => {
  server = await testServer({ seed: 'none' });
});
afterAll(() => server[Symbol.asyncDispose]());

async function requests(query = '', as: 'dev' | 'other' = 'dev'): Promise<readonly JournalEntry[]> {
  const { body } = await server[as].call('GET', PATH + query);
  return (body as { requests: JournalEntry[] }).requests;
}

describe('GET /lab/requests', () => {
  test('shows a request and its answer, bodies included, and not itself', async () => {
    await requests();
    const sent = { query: 'SELECT 1', compression: 'nope' };
    const refused = await server.dev.call('POST', '/query/jobs', sent, { 'zuora-track-id': 'shown' });
    const [newest] = await requests('?limit=1');
    expect(newest).toMatchObject({
      user: 'dev@sluice.local',
      trackId: 'shown',
      method: 'POST',
      url: '/query/jobs',
      status: refused.status,
      cut: false,
    });
    expect(JSON.parse(newest?.request.body ?? '')).toEqual(sent);
    expect(JSON.parse(newest?.answer.body ?? '')).toEqual(refused.body);
    expect(newest?.request.headers).toMatchObject({ authorization: '***', 'zuora-track-id': 'shown' });
    expect(newest?.answer.headers).toMatchObject({ 'zuora-request-id': newest?.requestId });
    expect((await requests('?limit=1000')).filter(({ url }) => url.startsWith(PATH))).toEqual([]);
  });

  test('no token, secret, password or signature of anything that was done is in it', async () => {
    const token = await server.token();
    const made = await server.dev.call('POST', '/sluice/v1/principals', {
      tenant: 'dev',
      user: 'journal@sluice.local',
      password: true,
    });
    const { clientSecret, password } = made.body as { clientSecret: string; password: string };
    const job = await server.dev.run('SELECT 1');
    const link = new URL(job.dataFile ?? '');
    await (await fetch(link)).text();
    const upload = await new BulkClient(server.dev).create();
    const signatures = JSON.stringify(upload).match(/(?<=X-Amz-Signature[=":]+)[0-9a-f]{64}/gi) ?? [];
    const kept = JSON.stringify(await requests('?limit=1000'));
    const secrets = [
      token,
      clientSecret,
      password,
      DEV.clientSecret,
      link.searchParams.get('X-Amz-Signature'),
    ];
    for (const secret of [...secrets, ...signatures]) {
      expect(secret).toBeTruthy();
      expect(kept).not.toContain(secret);
    }
    expect(kept).toContain(`${link.pathname}?`);
    expect(signatures).not.toHaveLength(0);
  });

  test('is of the caller’s tenant alone, and for administrators', async () => {
    await server.dev.call('GET', '/query/jobs/told-to-nobody');
    await server.other.call('GET', '/query/jobs/of-other');
    expect(JSON.stringify(await requests('?limit=1000', 'other'))).not.toMatch(/told-to-nobody|dev@sluice/);
    expect(JSON.stringify(await requests('?limit=1000'))).not.toContain('of-other');
    expect((await server.reader.call('GET', PATH)).status).toBe(403);
  });

  test.each(['0', '1001', 'all', ''])('limit=%s is refused', async (limit) => {
    expect((await server.dev.call('GET', `${PATH}?limit=${limit}`)).status).toBe(400);
  });
});
