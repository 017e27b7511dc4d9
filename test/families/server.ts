import { type Sluice, type StartOptions, startSluice } from '../../src/main.ts';
import { DataQueryClient, DEV, OTHER, READER } from '../support/data-query-client.ts';

/** A whole server of its own with small data, and its three published principals as clients. */
export interface TestServer extends AsyncDisposable {
  readonly sluice: Sluice;
  readonly url: string;
  readonly dev: DataQueryClient;
  readonly reader: DataQueryClient;
  readonly other: DataQueryClient;
  token(principal?: typeof DEV): Promise<string>;
}

export async function testServer(options: StartOptions = {}): Promise<TestServer> {
  const sluice = await startSluice({ stopGrace: '200ms', ...options });
  const { url } = sluice;
  const [dev, reader, other] = await Promise.all(
    [DEV, READER, OTHER].map((principal) => DataQueryClient.signIn(url, principal)),
  );
  if (dev === undefined || reader === undefined || other === undefined) throw new Error('no clients');
  return {
    sluice,
    url,
    dev,
    reader,
    other,
    token: (principal = DEV) => tokenOf(url, principal),
    [Symbol.asyncDispose]: () => sluice.stop(),
  };
}

async function tokenOf(url: string, { clientId, clientSecret }: typeof DEV): Promise<string> {
  const reply = await fetch(`${url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: 'client_credentials',
    }),
  });
  return ((await reply.json()) as { access_token: string }).access_token;
}

/** Keeps the engine busy until it is stopped: far more rows than anybody waits for. */
export const ENDLESS =
  'SELECT count(*) FROM account a CROSS JOIN account b CROSS JOIN account c CROSS JOIN account d WHERE a.balance + b.balance + c.balance > d.balance';

/** The same without any table. */
export const ENDLESS_NUMBERS =
  'SELECT count(*) FROM UNNEST(sequence(1, 10000)) a(x) CROSS JOIN UNNEST(sequence(1, 10000)) b(y) CROSS JOIN UNNEST(sequence(1, 10000)) c(z) WHERE x + y + z > 5';
