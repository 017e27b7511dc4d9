import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestServer, testServer } from '../server.ts';

interface Listed {
  readonly name: string;
  readonly table: string;
  readonly custom: boolean;
}

let server: TestServer;
const folder = mkdtempSync(join(tmpdir(), 'sluice-catalogue-'));
beforeAll(async () => {
  writeFileSync(join(folder, 'Vehicle__c.csv'), 'Id,Wheels__c\n1,4\n');
  server = await testServer({ seed: 'none', data: folder });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

async function list(client = server.dev): Promise<Listed[]> {
  const { body } = await client.call('GET', '/sluice/v1/catalogue');
  return (body as { objects: Listed[] }).objects;
}

describe('GET /catalogue', () => {
  test('lists what can be queried, under each table’s name, with the objects that were loaded', async () => {
    const objects = await list();
    expect(objects.find(({ name }) => name === 'Account')).toMatchObject({
      label: 'Account',
      table: 'account',
      custom: false,
      fields: expect.any(Number),
      relationships: expect.any(Number),
    });
    expect(objects.find(({ name }) => name === 'Vehicle__c')).toMatchObject({
      table: 'default__vehicle',
      custom: true,
    });
    const { body } = await server.dev.call('POST', '/sluice/v1/queries', { sql: 'SHOW TABLES' });
    const tables = (body as { rows: Record<string, string>[] }).rows.map((row) => Object.values(row)[0]);
    expect(objects.map(({ table }) => table).sort()).toEqual(tables.sort());
  });

  test('shows users only to administrators, and to another tenant nothing that was loaded here', async () => {
    expect((await list()).some(({ name }) => name === 'User')).toBe(true);
    expect((await list(server.reader)).some(({ name }) => name === 'User')).toBe(false);
    expect((await list(server.other)).some(({ name }) => name === 'Vehicle__c')).toBe(false);
    const status = async (client: typeof server.dev, name: string) =>
      (await client.call('GET', `/sluice/v1/catalogue/${name}`)).status;
    expect(await status(server.dev, 'user')).toBe(200);
    expect(await status(server.reader, 'user')).toBe(404);
    expect(await status(server.other, 'Vehicle__c')).toBe(404);
  });
});

describe('GET /catalogue/{object}', () => {
  test('tells fields and relationships, by the object’s name or its table’s, in any case', async () => {
    const { body } = await server.dev.call('GET', '/sluice/v1/catalogue/invoiceitem');
    expect(body).toMatchObject({ name: 'InvoiceItem', table: 'invoiceitem' });
    const { fields, relationships } = body as {
      fields: Record<string, unknown>[];
      relationships: Record<string, unknown>[];
    };
    expect(fields.find(({ name }) => name === 'Id')).toMatchObject({
      label: 'ID',
      type: 'text',
      sqlType: 'varchar',
      nullable: false,
      custom: false,
      contexts: expect.any(Array),
    });
    expect(relationships.find(({ name }) => name === 'Invoice')).toMatchObject({ target: 'Invoice' });
    expect((await server.dev.call('GET', '/sluice/v1/catalogue/default__vehicle')).body).toMatchObject({
      name: 'Vehicle__c',
      custom: true,
    });
  });

  test('of a misspelt object is 404 and says what may have been meant', async () => {
    expect(await server.dev.call('GET', '/sluice/v1/catalogue/Acount')).toMatchObject({
      status: 404,
      body: {
        detail:
          'There is no object Acount (did you mean "Account"?); GET /sluice/v1/catalogue lists what there is',
      },
    });
  });

  test('does not suggest what the caller may not see', async () => {
    const { body } = await server.reader.call('GET', '/sluice/v1/catalogue/Usr');
    expect((body as { detail: string }).detail).not.toContain('User');
  });
});
