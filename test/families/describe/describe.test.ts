import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OTHER, READER } from '../../support/data-query-client.ts';
import { childText, type ReadElement, readXml } from '../../support/read-xml.ts';
import { type TestServer, testServer } from '../server.ts';

let server: TestServer;
const folder = mkdtempSync(join(tmpdir(), 'sluice-describe-'));
beforeAll(async () => {
  writeFileSync(join(folder, 'Vehicle__c.csv'), 'Id,Wheels__c,Built__c\n1,4,2024-01-31\n');
  writeFileSync(join(folder, 'Account.csv'), 'Id,Name,Tier__c\n1,One,gold\n');
  server = await testServer({ seed: 'none', data: folder });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

async function get(path: string, init: RequestInit = {}, token = server.dev.token): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, ...init.headers };
  return fetch(server.url + path, { ...init, headers });
}

async function read(path: string, token = server.dev.token): Promise<ReadElement> {
  const reply = await get(path, {}, token);
  expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/xml;charset=utf-8']);
  return readXml(await reply.text());
}

const names = ({ children }: ReadElement) => children.map(({ name }) => name);
const part = ({ children }: ReadElement, name: string) => children.find((child) => child.name === name);
const listed = async (token?: string) =>
  (await read('/v1/describe', token)).children.map((object) => childText(object, 'name'));

/** The element of a field, or of a relationship, by its name. */
function named(object: ReadElement, section: 'fields' | 'related-objects', name: string): ReadElement {
  const found = part(object, section)?.children.find((child) => childText(child, 'name') === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

describe('the list', () => {
  test('has each object with its address, name and label', async () => {
    const root = await read('/v1/describe');
    expect(root.name).toBe('objects');
    const charge = root.children.find((object) => childText(object, 'name') === 'RatePlanCharge');
    expect(charge).toMatchObject({
      name: 'object',
      attributes: [['href', `${server.url}/v1/describe/RatePlanCharge`]],
      children: [
        { name: 'name', text: 'RatePlanCharge' },
        { name: 'label', text: 'Rate Plan Charge' },
      ],
    });
  });

  test('has what was loaded in this tenant alone, and nothing that cannot be exported, for administrators neither', async () => {
    expect(await listed()).toContain('Vehicle__c');
    expect(await listed(await server.token(OTHER))).not.toContain('Vehicle__c');
    for (const token of [server.dev.token, await server.token(READER)])
      expect(await listed(token)).not.toContain('User');
  });

  test('names no object twice, and each can be described', async () => {
    const all = await listed();
    expect(new Set(all).size).toBe(all.length);
    expect(all.length).toBeGreaterThan(30);
    for (const name of all) expect(childText(await read(`/v1/describe/${name}`), 'name')).toBe(name);
  });
});

describe('an object', () => {
  test('has address, name, label, fields and related objects, in this order', async () => {
    const account = await read('/v1/describe/Account');
    expect(account.attributes).toEqual([['href', `${server.url}/v1/describe/Account`]]);
    expect([account.name, ...names(account)]).toEqual([
      'object',
      'name',
      'label',
      'fields',
      'related-objects',
    ]);
  });

  test('has the fields with their type, contexts and values', async () => {
    const status = named(await read('/v1/describe/Account'), 'fields', 'Status');
    const told = ['name', 'label', 'selectable', 'createable', 'updateable', 'filterable', 'custom'];
    expect(names(status)).toEqual([...told, 'maxlength', 'required', 'type', 'options', 'contexts']);
    const flags = [...told.slice(2), 'maxlength', 'required', 'type'].map((name) => childText(status, name));
    expect(flags).toEqual(['true', 'true', 'true', 'true', 'false', '', 'false', 'picklist']);
    expect(part(status, 'options')?.children.map(({ text }) => text)).toEqual([
      'Draft',
      'Active',
      'Canceled',
    ]);
    expect(part(status, 'contexts')?.children.map(({ text }) => text)).toEqual(['soap', 'export']);
    expect(part(status, 'contexts')?.children.map(({ name }) => name)).toEqual(['context', 'context']);
  });

  test('has a plain foreign key for ZOQL alone, and no options where there are no values', async () => {
    const key = named(await read('/v1/describe/Invoice'), 'fields', 'AccountId');
    expect(part(key, 'contexts')?.children.map(({ text }) => text)).toEqual(['soap']);
    expect(part(key, 'options')).toBeUndefined();
  });

  test('has types that clients know, and no others', async () => {
    const known = ['text', 'picklist', 'datetime', 'date', 'decimal', 'boolean', 'integer'];
    for (const name of await listed())
      for (const field of part(await read(`/v1/describe/${name}`), 'fields')?.children ?? [])
        expect(known).toContain(childText(field, 'type'));
  });

  test('tells where its relationships lead', async () => {
    const item = await read('/v1/describe/InvoiceItem');
    const account = named(item, 'related-objects', 'BillToContact');
    expect(account.attributes).toEqual([['href', `${server.url}/v1/describe/Contact`]]);
    expect(account.children.map(({ name, text }) => [name, text])).toEqual([
      ['name', 'BillToContact'],
      ['label', 'Bill To'],
      ['cardinality', 'TO_ONE'],
      ['direct-relationship', 'false'],
      ['path', 'InvoiceItem.BillToContact'],
    ]);
    expect(childText(named(item, 'related-objects', 'Invoice'), 'direct-relationship')).toBe('true');
  });

  test.each(['', '?showRelationships=true', '?showRelationships=', '?showCurrencyConversionInformation=yes'])(
    'has the related objects with %o',
    async (query) => {
      expect(names(await read(`/v1/describe/Account${query}`))).toContain('related-objects');
    },
  );

  test('has them not for who says so, and an empty section where there are none', async () => {
    expect(names(await read('/v1/describe/Account?showRelationships=false'))).not.toContain(
      'related-objects',
    );
    expect(part(await read('/v1/describe/Vehicle__c'), 'related-objects')?.children).toEqual([]);
  });

  test('has the fields that were loaded, in its own object and in one of the product', async () => {
    const vehicle = await read('/v1/describe/vehicle__C');
    expect(childText(named(vehicle, 'fields', 'Wheels__c'), 'type')).toBe('integer');
    expect(childText(named(vehicle, 'fields', 'Built__c'), 'custom')).toBe('true');
    expect(childText(named(await read('/v1/describe/Account'), 'fields', 'Tier__c'), 'label')).toBe('Tier');
  });

  test.each([
    '/v1/describe/account',
    '/v1/describe/ACCOUNT/',
    '/v1//describe/Account',
    '/v1/84/describe/Account',
    '/v1/91.0/describe/Account',
    '/apps/api/describe/Account',
  ])('is the same at %s', async (path) => {
    const plain = await (await get('/v1/describe/Account')).text();
    expect(await (await get(path)).text()).toBe(plain);
  });

  test('is XML whatever the client asks for, and gzipped for who takes that', async () => {
    const reply = await get('/v1/describe/Account', { headers: { accept: 'application/json' } });
    expect(reply.headers.get('content-type')).toBe('text/xml;charset=utf-8');
    expect(reply.headers.get('content-encoding')).toBe('gzip');
    const plain = await get('/v1/describe/Account', { headers: { 'accept-encoding': 'identity' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
  });
});

describe('who may', () => {
  const basic = `Basic ${Buffer.from('dev@sluice.local:sluice-dev').toString('base64')}`;
  const keys = { apiAccessKeyId: 'dev@sluice.local', apiSecretAccessKey: 'sluice-dev' };

  test.each([{ authorization: basic }, keys])('a caller with %o', async (headers) => {
    for (const path of ['/v1/describe', '/apps/api/describe'])
      expect((await fetch(server.url + path, { headers })).status).toBe(200);
  });

  test('nobody without credentials: 401 in JSON, on every path', async () => {
    for (const path of [
      '/v1/describe',
      '/v1/describe/Account',
      '/v1/84/describe/Account',
      '/apps/api/describe',
    ]) {
      const reply = await fetch(server.url + path);
      expect([reply.status, reply.headers.get('content-type')]).toEqual([
        401,
        'application/json; charset=utf-8',
      ]);
      expect(reply.headers.get('www-authenticate')).toContain('Bearer realm=Zuora API');
      expect(await reply.json()).toMatchObject({ success: false, reasons: [{ code: 90000011 }] });
    }
  });

  test('nobody without the permission of AQuA', async () => {
    const created = await server.dev.call('POST', '/sluice/v1/principals', {
      tenant: 'dev',
      user: 'only-query@sluice.local',
      permissions: ['query'],
    });
    const { clientId, clientSecret } = created.body as { clientId: string; clientSecret: string };
    const reply = await get('/v1/describe', {}, await server.token({ clientId, clientSecret }));
    expect([reply.status, reply.headers.get('content-type')]).toEqual([403, 'text/xml;charset=utf-8']);
    expect(childText(readXml(await reply.text()), 'message')).toBe('You do not have the permission aqua');
  });
});

describe('an object that there is not', () => {
  // A relationship's name is none, and what cannot be exported is not told apart from what is not there.
  test.each(['Nowhere', 'BillToContact', 'User', 'orders', '<&>', '__proto__'])(
    'is 404 with XML: %s',
    async (name) => {
      const reply = await get(`/v1/describe/${encodeURIComponent(name)}`, {
        headers: { 'zuora-version': '186.0' },
      });
      expect([reply.status, reply.headers.get('content-type')]).toEqual([404, 'text/xml;charset=utf-8']);
      const error = readXml(await reply.text());
      expect(error.name).toBe('error');
      expect(childText(error, 'message')).toContain(`There is no object ${name}`);
    },
  );

  test('may be 400 in the words that a client looks for', async () => {
    await using other = await testServer({ seed: 'none', choice: { 'describe.unknownObject': '400' } });
    const refused = await fetch(`${other.url}/v1/describe/Nowhere`, {
      headers: { authorization: `Bearer ${other.dev.token}` },
    });
    expect([refused.status, refused.headers.get('content-type')]).toEqual([
      400,
      'application/json;charset=utf-8',
    ]);
    expect(await refused.json()).toEqual({
      Errors: [{ Code: expect.any(String), Message: 'noSuchDataSource: Nowhere' }],
    });
  });

  test('is no path where the version is none', async () => {
    const reply = await get('/v1/nothing/describe/Account');
    expect(reply.status).toBe(404);
  });
});
