import { createHash } from 'node:crypto';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Compression, OutputSpec } from '../../../src/ports/engine.ts';
import { EncryptionKeyPair } from '../../support/encryption-key-pair.ts';
import { unzip } from '../../support/unzip.ts';
import { EngineFixture, failure, until } from './engine-fixture.ts';
import { endless, failing, products, text } from './trees.ts';

const COMPRESSIONS = ['none', 'gzip', 'zip'] as const;
const keys = new EncryptionKeyPair();

function encrypted(fixture: EngineFixture, compression: Compression = 'none'): OutputSpec {
  return { ...fixture.output(compression), encryption: { kind: 'rsa-blocks', key: keys.publicKey } };
}

describe('an encrypted result', () => {
  // None of these tells on its host.
  let fixture: EngineFixture;
  beforeAll(async () => {
    fixture = await EngineFixture.start();
  });
  afterAll(() => fixture[Symbol.asyncDispose]());

  it.each(COMPRESSIONS)('of many pieces is the plain one, with %s as compression', async (compression) => {
    const session = await fixture.open();
    const plain = await fixture.run(session, products(300));
    const output = encrypted(fixture, compression);
    const { rows, written } = await session.run(products(300), output, {}, () => {});
    expect(rows).toBe(90_000);
    const stored = await readFile(output.target.path);
    const sha256 = createHash('sha256').update(stored).digest('hex');
    expect(written).toEqual([{ bytes: stored.length, sha256 }]);
    const packed = keys.decrypt(stored);
    const unpacked = {
      none: () => packed,
      gzip: () => gunzipSync(packed),
      zip: async () => Buffer.from((await unzip(packed))[0]?.text ?? ''),
    }[compression];
    expect((await unpacked()).equals(plain.bytes)).toBe(true);
  });

  it('of any length is whole blocks: also where the bytes end with one, or with a piece', async () => {
    const session = await fixture.open();
    const around = [117, 256 * 117, 2 * 256 * 117].flatMap((end) => [end - 1, end, end + 1]);
    for (const length of around) {
      const value = 'x'.repeat(length - 'value\n\n'.length);
      const output = encrypted(fixture);
      const { written } = await session.run(text(value), output, {}, () => {});
      expect(written[0].bytes).toBe(Math.ceil(length / 117) * 128);
      expect(keys.decrypt(await readFile(output.target.path)).toString()).toBe(`value\n${value}\n`);
    }
  });

  it.each(COMPRESSIONS)('that is stopped with %s settles by interrupt', async (compression) => {
    const session = await fixture.open();
    const output = encrypted(fixture, compression);
    let bytes = 0;
    const run = failure(
      session.run(endless(), output, {}, (progress) => {
        bytes = progress.bytes;
      }),
    );
    await until(() => bytes > 1_000_000);
    // It goes through a pipe: nothing of it lies anywhere but in its own file, encrypted.
    expect(await fixture.exchange()).toEqual([]);
    const stop = await fixture.engine.stop(session.handle, { graceMs: 1000 });
    expect(stop).toMatchObject({ outcome: 'settled', steps: [{ step: 'interrupted' }] });
    expect((await run).kind).toBe('stopped');
    await session.close();
    const next = await fixture.open();
    expect((await fixture.run(next, text('again'))).bytes.toString()).toBe('value\nagain\n');
  });

  it('holds the engine back instead of memory while it is slower', async () => {
    const session = await fixture.open();
    const output = encrypted(fixture);
    let bytes = 0;
    const run = failure(
      session.run(endless(), output, {}, (progress) => {
        bytes = progress.bytes;
      }),
    );
    await until(() => bytes > 4_000_000);
    // What has passed the counter and is not stored yet: buffers of streams and pieces under way.
    const { size } = await stat(output.target.path);
    expect(bytes - (size / 128) * 117).toBeLessThan(4_000_000);
    await fixture.engine.stop(session.handle, { graceMs: 1000 });
    await run;
  });

  it('fails as the plain one does, by statement or by disk', async () => {
    for (const compression of COMPRESSIONS) {
      const session = await fixture.open();
      const wrong = failure(session.run(failing(), encrypted(fixture, compression), {}, () => {}));
      expect(await wrong).toMatchObject({ kind: 'user', message: 'Division by zero' });
      await session.close();
      const output = encrypted(fixture, compression);
      await mkdir(output.target.path);
      const next = await fixture.open();
      expect((await failure(next.run(products(1_000), output, {}, () => {}))).kind).toBe('storage');
      await next.close();
    }
  });
});
