import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CatalogueField, CatalogueObject } from '../../src/ports/catalogue.ts';
import type { TenantData } from '../../src/ports/tenant-data.ts';
import { findField } from '../../src/tenant/catalogue/catalogue.ts';
import { openTenants, type TenantSetup, type Tenants } from '../../src/tenant/tenants.ts';

let dataDir: string;
let folder: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sluice-tenants-'));
  folder = join(dataDir, 'own');
  mkdirSync(folder);
  writeFileSync(join(folder, 'Account.csv'), 'Id\n1\n');
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const text: CatalogueField = {
  name: 'Colour',
  label: 'Colour',
  type: 'text',
  sqlType: 'varchar',
  contexts: ['soap', 'export'],
  options: [],
  custom: true,
  required: false,
};
const vehicle: CatalogueObject = {
  name: 'VehicleType__c',
  label: 'VehicleType__c',
  table: 'default__vehicletype',
  fields: [{ ...text, name: 'WheelCount' }],
  relationships: [],
  softDelete: true,
  adminOnly: false,
};

/** Records what is asked of the engine. */
class RecordedData implements TenantData {
  readonly calls: string[] = [];
  loaded: readonly CatalogueObject[] = [];
  fails = false;
  ensure(tenant: string) {
    return this.#did(`ensure ${tenant}`, undefined);
  }
  seed(tenant: string, { size, number, entity, orgs }: Parameters<TenantData['seed']>[1]) {
    return this.#did(`seed ${tenant} ${size} ${number} ${entity} ${orgs.join('+')}`, { Account: 1000 });
  }
  load(tenant: string, { entity, org, now, userId }: Parameters<TenantData['load']>[1]) {
    return this.#did(`load ${tenant} ${entity} ${org} ${now} ${userId}`, {
      rows: { Account: 1 },
      objects: this.loaded,
    });
  }
  change() {
    return Promise.reject(new Error('not asked here'));
  }
  counts() {
    return Promise.reject(new Error('not asked here'));
  }
  #did<T>(call: string, answer: T): Promise<T> {
    this.calls.push(call);
    return this.fails ? Promise.reject(new Error('the engine failed')) : Promise.resolve(answer);
  }
}

const open = (data: TenantData): Tenants => openTenants({ dataDir, data, time: { now: () => 1234 } });
const setup: TenantSetup = {
  tenant: { name: 'dev', entities: ['e1'], orgs: ['north', 'south'] },
  seed: { size: 'small', number: 42 },
};
const withFolder = (): TenantSetup => ({ ...setup, load: { directory: folder, userId: 'u1' } });

describe('a tenant made ready', () => {
  it('is seeded, which makes its tables, then gets the folder', async () => {
    const data = new RecordedData();
    expect(await open(data).prepare(withFolder())).toEqual({
      seeded: { Account: 1000 },
      loaded: { Account: 1 },
    });
    expect(data.calls).toEqual(['seed dev small 42 e1 north+south', 'load dev e1 north 1234 u1']);
  });

  it('gets its tables where it is not seeded', async () => {
    const data = new RecordedData();
    expect(await open(data).prepare({ tenant: setup.tenant })).toEqual({});
    expect(data.calls).toEqual(['ensure dev']);
  });

  it('needs no engine at the next start', async () => {
    await open(new RecordedData()).prepare(withFolder());
    const data = new RecordedData();
    expect(await open(data).prepare(withFolder())).toEqual({});
    expect(data.calls).toEqual([]);
  });

  it('is not seeded again with another size', async () => {
    await open(new RecordedData()).prepare(setup);
    const data = new RecordedData();
    await open(data).prepare({ ...setup, seed: { size: 'large', number: 7 } });
    expect(data.calls).toEqual([]);
  });

  it('loads the folder again when its files changed', async () => {
    await open(new RecordedData()).prepare(withFolder());
    writeFileSync(join(folder, 'Contact.csv'), 'Id\n1\n');
    const data = new RecordedData();
    await open(data).prepare(withFolder());
    expect(data.calls).toEqual(['load dev e1 north 1234 u1']);
  });

  it('repeats the step that failed', async () => {
    const failing = new RecordedData();
    failing.fails = true;
    await expect(open(failing).prepare(setup)).rejects.toThrow('the engine failed');
    const data = new RecordedData();
    await open(data).prepare(setup);
    expect(data.calls).toEqual(['seed dev small 42 e1 north+south']);
  });

  it('says which folder cannot be read', async () => {
    await expect(
      open(new RecordedData()).prepare({ ...setup, load: { directory: '/no/such/folder', userId: 'u1' } }),
    ).rejects.toMatchObject({ name: 'DataError', message: expect.stringContaining('/no/such/folder') });
  });
});

describe('the catalogue', () => {
  it('is the base for a tenant never prepared', () => {
    const catalogue = open(new RecordedData()).catalogue('nobody');
    expect(catalogue.version).toBe(1);
    expect(catalogue.object('account')?.name).toBe('Account');
  });

  it('gains what was loaded, labelled and in schema order, under a new version, also after a restart', async () => {
    const data = new RecordedData();
    const tenants = open(data);
    await tenants.prepare(setup);
    const account = tenants.catalogue('dev').object('Account');
    if (account === undefined) throw new Error('no Account');
    data.loaded = [{ ...account, fields: [...account.fields, text] }, vehicle];
    await tenants.prepare(withFolder());
    for (const catalogue of [tenants.catalogue('dev'), open(new RecordedData()).catalogue('dev')]) {
      expect(catalogue.version).toBe(2);
      const widened = catalogue.object('Account');
      expect(widened && findField(widened, 'colour')).toEqual(text);
      const names = widened?.fields.map(({ name }) => name.toLowerCase()) ?? [];
      expect(names).toEqual([...names].sort());
      const added = catalogue.table('default__vehicletype');
      expect(added?.label).toBe('Vehicle Type');
      expect(added?.fields[0]?.label).toBe('Wheel Count');
    }
    expect(tenants.catalogue('other').object('VehicleType__c')).toBeUndefined();
  });

  it('asks for the tables again when this version knows more objects than were made', async () => {
    await open(new RecordedData()).prepare(setup);
    const path = join(dataDir, 'tenants', 'dev', 'catalogue.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"layout": "\w+"/, '"layout": "old"'));
    const data = new RecordedData();
    await open(data).prepare(setup);
    expect(data.calls).toEqual(['ensure dev']);
  });

  it('leaves one file a tenant, whole', async () => {
    await open(new RecordedData()).prepare({ ...setup, tenant: { ...setup.tenant, name: 'a/b' } });
    expect(readdirSync(join(dataDir, 'tenants'))).toEqual(['a%2fb']);
    expect(readdirSync(join(dataDir, 'tenants', 'a%2fb'))).toEqual(['catalogue.json']);
  });

  it.each([
    ['damaged', '{"version":', /catalogue\.json is damaged/],
    ['newer', '{"format":9}', /catalogue\.json has the format 9; this version of Sluice reads 1/],
  ])('says when its file is %s', (_what, content, message) => {
    mkdirSync(join(dataDir, 'tenants', 'dev'), { recursive: true });
    writeFileSync(join(dataDir, 'tenants', 'dev', 'catalogue.json'), content);
    expect(() => open(new RecordedData()).catalogue('dev')).toThrow(message);
  });
});
