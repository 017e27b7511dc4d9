import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Compression, OutputSpec } from '../../../src/ports/engine.ts';
import { targetOfPart } from '../../../src/ports/results.ts';
import { PgpKeyPair } from '../../support/pgp-key-pair.ts';
import { unzip } from '../../support/unzip.ts';
import { EngineFixture, failure, until } from './engine-fixture.ts';
import { endless, nothing, numbers, products, text } from './trees.ts';

const COMPRESSIONS = ['none', 'gzip', 'zip'] as const;
const keys = await PgpKeyPair.make();

function encrypted(fixture: EngineFixture, compression: Compression = 'none'): OutputSpec {
  return { ...fixture.output(compression), encryption: { kind: 'pgp', key: keys.publicKey } };
}

describe('a result for an OpenPGP key', () => {
  it.each(COMPRESSIONS)('is the plain one to who has the private key, with %s', async (compression) => {
    await using fixture = await EngineFixture.start();
    const session = await fixture.open();
    const plain = await fixture.run(session, products(300));
    const output = encrypted(fixture, compression);
    const { rows, written } = await session.run(products(300), output, {}, () => {});
    expect(rows).toBe(90_000);
    const stored = await readFile(output.target.path);
    const sha256 = createHash('sha256').update(stored).digest('hex');
    expect(written).toEqual([{ bytes: stored.length, sha256 }]);
    const { data, filename } = await keys.decrypt(stored);
    expect(filename).toBeNull();
    const unpacked = {
      none: () => data,
      gzip: () => gunzipSync(data),
      zip: async () => Buffer.from((await unzip(data))[0]?.text ?? ''),
    }[compression];
    expect((await unpacked()).equals(plain.bytes)).toBe(true);
  });

  it('may have no rows, and may be in segments: each is a message of its own', async () => {
    await using fixture = await EngineFixture.start();
    const session = await fixture.open();
    const empty = encrypted(fixture);
    await session.run(nothing(), empty, {}, () => {});
    expect(String((await keys.decrypt(await readFile(empty.target.path))).data)).toBe('number\n');
    const output = { ...encrypted(fixture), segmentRows: 2 };
    await session.run(numbers(3), output, {}, () => {});
    const second = await readFile(targetOfPart(output.target, 2).path);
    expect(String((await keys.decrypt(second)).data)).toBe('number\n3\n');
  });

  it('that is stopped settles by interrupt', async () => {
    await using fixture = await EngineFixture.start();
    const session = await fixture.open();
    let bytes = 0;
    const run = failure(
      session.run(endless(), encrypted(fixture, 'gzip'), {}, (progress) => {
        bytes = progress.bytes;
      }),
    );
    await until(() => bytes > 1_000_000);
    expect(await fixture.exchange()).toEqual([]);
    const stop = await fixture.engine.stop(session.handle, { graceMs: 1000 });
    expect(stop).toMatchObject({ outcome: 'settled', steps: [{ step: 'interrupted' }] });
    expect((await run).kind).toBe('stopped');
    await session.close();
    const next = await fixture.open();
    expect((await fixture.run(next, text('again'))).bytes.toString()).toBe('value\nagain\n');
  });
});
