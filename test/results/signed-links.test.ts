import { describe, expect, it } from 'vitest';
import type { LinkKey } from '../../src/results/signature.ts';
import { signLink, verifyLink } from '../../src/results/signed-links.ts';

const key: LinkKey = { id: 'LOCAL', secret: 'a-secret-of-this-server' };
const request = { host: 'files.example.test:8484', path: '/files/7b1f_277951.csv' };
const now = Date.parse('2026-11-22T10:15:00.400Z');
const hours = 3_600_000;

describe('a signed link', () => {
  const query = signLink(request, key, now, 14_400);

  it('has the names and values of the published samples', () => {
    const parameters = Object.fromEntries(new URLSearchParams(query));
    expect(parameters).toEqual({
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': 'LOCAL/20261122/us-west-2/s3/aws4_request',
      'X-Amz-Date': '20261122T101500Z',
      'X-Amz-Expires': '14400',
      'X-Amz-SignedHeaders': 'host',
      'X-Amz-Signature': expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it("has AWS's own signature for AWS's own example", () => {
    // docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html signs in us-east-1; the same steps in the
    // region used here, computed with another implementation of Signature Version 4.
    const aws = { id: 'AKIAIOSFODNN7EXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
    const signed = signLink(
      { host: 'examplebucket.s3.amazonaws.com', path: '/test.txt' },
      aws,
      Date.parse('2013-05-24T00:00:00Z'),
      86_400,
    );
    expect(new URLSearchParams(signed).get('X-Amz-Signature')).toBe(
      'c0ec8af19cddcdcc71744bdd2cf30eb7eda585bdec4ca2e954b52d69a5355c53',
    );
  });

  it('is valid until its life ends, then expired', () => {
    expect(verifyLink(request, query, key, now)).toBe('valid');
    expect(verifyLink(request, query, key, now + 4 * hours - 1000)).toBe('valid');
    expect(verifyLink(request, query, key, now + 4 * hours)).toBe('expired');
  });

  it.each([
    ['another file', { ...request, path: '/files/7b1f_277952.csv' }, query, key],
    ['another host', { ...request, host: 'elsewhere.test' }, query, key],
    ['another key', request, query, { ...key, secret: 'another' }],
    ['a longer life', request, query.replace('Expires=14400', 'Expires=144000'), key],
    ['a later date', request, query.replace('T101500Z', 'T111500Z'), key],
    ['a parameter more', request, `${query}&x=1`, key],
    ['a parameter twice', request, `${query}&X-Amz-Expires=14400`, key],
    ['a second signature', request, `${query}&X-Amz-Signature=${'0'.repeat(64)}`, key],
    ['a parameter less', request, query.replace('&X-Amz-SignedHeaders=host', ''), key],
    ['a signature cut short', request, query.slice(0, -1), key],
    ['no signature', request, query.replace(/&X-Amz-Signature=.*/, ''), key],
    ['nothing at all', request, '', key],
  ])('is tampered with %s', (_what, asked, text, signer) => {
    expect(verifyLink(asked, text, signer, now)).toBe('tampered');
  });

  it('is tampered, not expired, when it is both', () => {
    expect(verifyLink(request, query.slice(0, -1), key, now + 5 * hours)).toBe('tampered');
  });

  it('covers names that need encoding', () => {
    const odd = { ...request, path: "/files/a b'(é)+.csv" };
    expect(verifyLink(odd, signLink(odd, key, now, 60), key, now)).toBe('valid');
  });

  it('refuses lives that S3 does not know', () => {
    expect(() => signLink(request, key, now, 0)).toThrow(RangeError);
    expect(() => signLink(request, key, now, 604_801)).toThrow('604800');
  });
});
