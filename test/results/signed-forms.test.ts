import { describe, expect, it } from 'vitest';
import { signForm, verifyForm } from '../../src/results/signed-forms.ts';

const key = { id: 'LOCAL', secret: 'a-secret-of-this-server' };
const now = Date.parse('2026-11-22T10:15:00.400Z');
const target = { bucket: 'bulk-data-uploads', key: '5b0a8b0e-2f6d-4a63-9c11-7d6f0c1e9a42' };
const limits = { seconds: 600, maxBytes: 314_572_800 };
const form = signForm(target, key, now, limits);

/** As a server reads them: names in lower case. */
function fieldsOf(changed: Readonly<Record<string, string | undefined>> = {}): Map<string, string> {
  const all = Object.entries({ ...form, ...changed }).filter(([, value]) => value !== undefined);
  return new Map(all.map(([name, value]) => [name.toLowerCase(), value ?? '']));
}
const verdict = (changed = {}, at = now) => verifyForm(fieldsOf(changed), key, at);

describe('an upload form', () => {
  it('has the fields of the published sample, in its order', () => {
    expect(Object.entries(form)).toEqual([
      ['key', target.key],
      ['bucket', target.bucket],
      ['x-amz-algorithm', 'AWS4-HMAC-SHA256'],
      ['x-amz-credential', 'LOCAL/20261122/us-west-2/s3/aws4_request'],
      ['x-amz-date', '20261122T101500Z'],
      ['x-amz-security-token', 'local'],
      ['x-amz-signature', expect.stringMatching(/^[0-9a-f]{64}$/)],
      ['Policy', expect.stringMatching(/^[A-Za-z0-9+/]+=*$/)],
    ]);
  });

  it('has the policy of the published sample: expiry, length, exact conditions', () => {
    expect(JSON.parse(Buffer.from(form['Policy'] ?? '', 'base64').toString())).toEqual({
      expiration: '2026-11-22T10:25:00.400Z',
      conditions: [
        ['content-length-range', 0, 314_572_800],
        { key: target.key },
        { bucket: target.bucket },
        { 'x-amz-algorithm': 'AWS4-HMAC-SHA256' },
        { 'x-amz-credential': 'LOCAL/20261122/us-west-2/s3/aws4_request' },
        { 'x-amz-date': '20261122T101500Z' },
        { 'x-amz-security-token': 'local' },
      ],
    });
  });

  it('is valid until its life ends, then expired', () => {
    const valid = { kind: 'valid', key: target.key, maxBytes: limits.maxBytes };
    expect(verdict()).toEqual(valid);
    expect(verdict({}, now + 599_999)).toEqual(valid);
    expect(verdict({}, now + 600_000)).toEqual({ kind: 'expired' });
  });

  it.each(Object.keys(form))('with another %s is refused', (name) => {
    const value = form[name] ?? '';
    const other = value.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    const { kind } = verdict({ [name]: other });
    expect(['tampered', 'broken']).toContain(kind);
  });

  it.each(Object.keys(form))('without %s is refused', (name) => {
    const { kind } = verdict({ [name]: undefined });
    expect(['tampered', 'broken', 'missing']).toContain(kind);
  });

  it('with a policy of somebody else is refused before it is read', () => {
    const wider = { expiration: '2099-01-01T00:00:00Z', conditions: [['content-length-range', 0, 1e12]] };
    const Policy = Buffer.from(JSON.stringify(wider)).toString('base64');
    expect(verdict({ Policy })).toEqual({ kind: 'tampered' });
    expect(verdict({ Policy: 'no json' })).toEqual({ kind: 'tampered' });
    expect(verifyForm(fieldsOf(), { ...key, secret: 'another' }, now)).toEqual({ kind: 'tampered' });
  });

  it('with the key of another job names the condition that fails', () => {
    expect(verdict({ key: 'another' })).toEqual({
      kind: 'broken',
      what: `Policy Condition failed: ["eq", "$key", "${target.key}"]`,
    });
  });

  it('with a field more names it', () => {
    expect(verdict({ acl: 'public-read' })).toEqual({ kind: 'broken', what: 'Extra input fields: acl' });
  });
});
