import { expect, test } from 'vitest';
import { Journal } from '../../src/lab/journal.ts';
import type { Exchange } from '../../src/ports/exchange.ts';

const exchange = (more: Partial<Exchange> = {}): Exchange => ({
  requestId: 'r',
  at: 0,
  ms: 1,
  tenant: 'dev',
  user: 'u',
  signedIn: true,
  trackId: undefined,
  job: undefined,
  method: 'GET',
  url: '/x',
  status: 200,
  answered: true,
  request: { headers: {} },
  answer: { headers: {} },
  ...more,
});
const journal = () => new Journal((file) => (file === 'mine.csv' ? 'dev' : undefined));
const JSON_TYPE = { 'content-type': 'application/json' };

test('shows a tenant its own, newest first, as many as asked for', () => {
  const all = journal();
  for (const [requestId, tenant] of [
    ['1', 'dev'],
    ['2', 'other'],
    ['3', 'dev'],
    ['4', 'dev'],
  ] as const)
    all.add(exchange({ requestId, tenant }));
  expect(all.list('dev', 2).map(({ requestId }) => requestId)).toEqual(['4', '3']);
  expect(all.list('other', 9).map(({ requestId }) => requestId)).toEqual(['2']);
});

test('keeps the last thousand', () => {
  const all = journal();
  for (let n = 0; n < 1005; n += 1) all.add(exchange({ requestId: String(n) }));
  const kept = all.list('dev', 2000);
  expect([kept.length, kept.at(-1)?.requestId]).toEqual([1000, '5']);
});

test('keeps fewer when they are large', () => {
  const all = journal();
  const headers = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`x-${n}`, 'v'.repeat(5000)]));
  for (let n = 0; n < 400; n += 1) all.add(exchange({ request: { headers } }));
  const kept = all.list('dev', 1000);
  expect(kept.length).toBeLessThan(220);
  expect(JSON.stringify(kept).length).toBeLessThan(5 * 1024 ** 2);
});

test('cuts bodies at 4 KB, and masks what is left', () => {
  const all = journal();
  const body = JSON.stringify({ client_secret: 'tell-nobody', rest: 'é'.repeat(5000) });
  all.add(
    exchange({
      request: { headers: JSON_TYPE, body: Buffer.from(body) },
      answer: { headers: JSON_TYPE, body },
    }),
  );
  const [entry] = all.list('dev', 1);
  for (const message of [entry?.request, entry?.answer]) {
    expect(message?.body).toMatch(/^\{"client_secret":"\*\*\*","rest":"é+$/);
    expect(Buffer.byteLength(message?.body ?? '')).toBeLessThanOrEqual(4096);
    expect(message?.bodyCut).toBe(true);
  }
});

test('keeps no body but JSON, forms and text', () => {
  const all = journal();
  const body = Buffer.from('PK');
  all.add(exchange({ request: { headers: { 'content-type': 'application/zip' }, body } }));
  expect(all.list('dev', 1)[0]?.request).toEqual({ headers: { 'content-type': 'application/zip' } });
});

test('knows whose a dead token is, and a dead link', () => {
  const all = journal();
  const nobody = { tenant: undefined, user: undefined, signedIn: false, status: 401 };
  const request = { headers: { authorization: 'Bearer good-once' } };
  all.add(exchange({ ...nobody, requestId: 'too early', request }));
  all.add(exchange({ request }));
  all.add(exchange({ ...nobody, requestId: 'dead token', request }));
  all.add(exchange({ ...nobody, requestId: 'dead link', url: '/results/mine.csv?X-Amz-Signature=s' }));
  all.add(exchange({ ...nobody, requestId: 'nobody', url: '/results/no.csv' }));
  expect(all.list('dev', 9).map(({ requestId }) => requestId)).toEqual(['dead link', 'dead token', 'r']);
});

test('cleared it is empty, and still knows whose a dead token is', () => {
  const all = journal();
  const request = { headers: { authorization: 'Bearer good-once' } };
  all.add(exchange({ request }));
  all.clear();
  expect(all.list('dev', 9)).toEqual([]);
  all.add(
    exchange({ tenant: undefined, user: undefined, signedIn: false, requestId: 'dead token', request }),
  );
  expect(all.list('dev', 9).map(({ requestId }) => requestId)).toEqual(['dead token']);
});

test('a token that came along with somebody’s link is not taken for his', () => {
  const all = journal();
  const request = { headers: { authorization: 'Bearer of-other' } };
  all.add(exchange({ signedIn: false, request }));
  all.add(exchange({ tenant: undefined, signedIn: false, requestId: 'others', request }));
  expect(all.list('dev', 9)).toHaveLength(1);
});
