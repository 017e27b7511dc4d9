import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataError } from '../../../../src/ports/tenant-data.ts';
import { baseCatalogue } from '../../../../src/tenant/catalogue/base-catalogue.ts';
import { changeOf, folderWith, loadSource, NOW, objectNamed, TenantFile } from './tenant-file.ts';

let file: TenantFile;
beforeEach(async () => {
  file = await TenantFile.open();
  await file.data.ensure('dev', baseCatalogue());
});
afterEach(() => file[Symbol.asyncDispose]());

const change = (now: number) =>
  file.data.change('dev', changeOf(objectNamed('Account'), { upsert: [{ Name: 'Acme' }], now }));
const dates = async () =>
  (await file.rows('SELECT epoch_ms(updateddate) FROM data.account ORDER BY 1')).map(([ms]) => Number(ms));

/** A load, asked in its middle: its rows are stamped and not committed. */
async function inTheMiddle(files: Readonly<Record<string, string>>, ask: () => void): Promise<void> {
  await file.data.load('dev', loadSource(folderWith(file, files)), ask);
}

describe('a session that opens while data is changed', () => {
  it('is told from when on the change dates its rows; before and after it, of nothing', async () => {
    expect(file.opening()).toBeUndefined();
    const told: (number | undefined)[] = [];
    await inTheMiddle({ 'Account.csv': 'Id,Name\n1,a\n' }, () => told.push(file.opening()));
    expect(told).toEqual([NOW]);
    expect(await dates()).toEqual([NOW + 1]);
    expect(file.opening()).toBeUndefined();
  });

  it('is told of nothing once the change has failed', async () => {
    const told: (number | undefined)[] = [];
    const bad = inTheMiddle({ 'Account.csv': 'Id,Balance\n1,many\n' }, () => told.push(file.opening()));
    await expect(bad).rejects.toBeInstanceOf(DataError);
    expect(told).toEqual([NOW]);
    expect(file.opening()).toBeUndefined();
  });

  it('begins before whatever changes after it, also what was asked for earlier and waited', async () => {
    const waiting: Promise<unknown>[] = [];
    await inTheMiddle({ 'Account.csv': 'Id,Name\n1,a\n' }, () => {
      waiting.push(change(NOW - 9_000));
      file.opening(NOW + 5_000);
    });
    await Promise.all(waiting);
    expect(await dates()).toEqual([NOW + 1, NOW + 5_001]);
  });

  it('begins before later changes too when one that began earlier opens after it', async () => {
    file.opening(NOW + 60_000);
    file.opening(NOW - 60_000);
    await change(NOW);
    expect(await dates()).toEqual([NOW + 60_001]);
  });
});
