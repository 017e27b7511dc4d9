import { describe, expect, it } from 'vitest';
import { connectionOf } from '../../src/cli/connection.ts';

const PAIR = { SLUICE_CLIENT_ID: 'id', SLUICE_CLIENT_SECRET: 'secret' };

describe('address and credentials of a command', () => {
  it('are the local server and the published pair when nobody says otherwise', () => {
    expect(connectionOf({}, {})).toEqual({
      url: 'http://127.0.0.1:8484',
      clientId: '5c1ce000-0000-4000-8000-000000000001',
      clientSecret: 'sluice-dev-secret',
      setBy: ['SLUICE_CLIENT_ID', 'SLUICE_CLIENT_SECRET'],
    });
  });

  it('take --url before SLUICE_URL', () => {
    const env = { SLUICE_URL: 'http://127.0.0.1:1' };
    expect(connectionOf({}, env).url).toBe('http://127.0.0.1:1');
    expect(connectionOf({ url: 'http://localhost:2/' }, env).url).toBe('http://localhost:2');
  });

  it.each(['http://127.0.0.1:9', 'http://127.8.8.8', 'http://localhost', 'http://[::1]:8484'])(
    'use the published pair on the loopback address %s',
    (url) => expect(connectionOf({ url }, {}).clientSecret).toBe('sluice-dev-secret'),
  );

  it.each(['https://sluice.example.test', 'http://10.0.0.1:8484', 'http://127.0.0.1.example.test'])(
    'never send the published pair to %s',
    (url) => {
      expect(() => connectionOf({ url }, {})).toThrow(/set SLUICE_CLIENT_ID and SLUICE_CLIENT_SECRET/);
      expect(connectionOf({ url }, PAIR)).toMatchObject({ clientId: 'id', clientSecret: 'secret' });
    },
  );

  it('refuse half a pair and an address that is none, as wrong usage', () => {
    const usage = expect.objectContaining({ exitCode: 2 });
    expect(() => connectionOf({}, { SLUICE_CLIENT_ID: 'id' })).toThrow(usage);
    expect(() => connectionOf({ url: 'sluice' }, {})).toThrow(usage);
    expect(() => connectionOf({ url: 'file:///etc' }, {})).toThrow(usage);
  });
});
