/**
 * The main calls of each family, by a client whose types are made of the server's own document:
 *
 *   npx openapi-typescript http://127.0.0.1:8484/openapi.json --default-non-nullable false -o sluice-api.d.ts
 *
 * Without that option whatever has a default would have to be sent.
 */
import type { paths } from './sluice-api.d.ts';

type Method = 'get' | 'post' | 'delete';
type Content<Part> = Part extends { content: infer Types } ? Types[keyof Types] : undefined;
type Sent<Operation> = Operation extends { requestBody: infer Body } ? Content<Body> : undefined;
type Answer<Operation> = Operation extends { responses: infer Answers }
  ? Content<Answers[keyof Answers & (200 | 201)]>
  : never;

export class Client {
  readonly #url: string;
  readonly #token: string;

  private constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  static async signIn(url: string, clientId: string, clientSecret: string): Promise<Client> {
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    } satisfies Sent<paths['/oauth/token']['post']>);
    const reply = await fetch(`${url}/oauth/token`, { method: 'POST', body });
    const { access_token } = (await reply.json()) as Answer<paths['/oauth/token']['post']>;
    return new Client(url, access_token);
  }

  /** `id` fills the braces of the path. @throws for any answer but 200 and 201 */
  async call<Path extends keyof paths, M extends Method>(
    method: M,
    path: Path,
    { id = '', body }: { readonly id?: string; readonly body?: Sent<paths[Path][M]> } = {},
  ): Promise<Answer<paths[Path][M]>> {
    const reply = await fetch(this.#url + path.replace(/\{\w+\}/, id), {
      method: method.toUpperCase(),
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    if (reply.status > 201) throw new Error(`${method} ${path}: ${reply.status} ${text}`);
    const isJson = reply.headers.get('content-type')?.includes('json') === true;
    return (isJson ? JSON.parse(text) : text) as Answer<paths[Path][M]>;
  }
}

/** Asks until there is an answer. */
async function until<Value>(look: () => Promise<Value | undefined>): Promise<Value> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** What each family says of a job of its own in the end. */
export async function everyFamily(client: Client): Promise<Readonly<Record<string, string | undefined>>> {
  const query = await client.call('post', '/query/jobs', {
    body: { query: 'SELECT 1 AS one', outputFormat: 'CSV', compression: 'NONE', output: { target: 'S3' } },
  });
  const dataQuery = await until(async () => {
    const { data } = await client.call('get', '/query/jobs/{id}', { id: query.data.id });
    return data.queryStatus === 'completed' ? data : undefined;
  });

  const run = await client.call('post', '/v2/query_runs', { body: { sql: 'SELECT 2', content_type: 'csv' } });
  const queryRun = await until(async () => {
    const found = await client.call('get', '/v2/query_runs/{id}', { id: run.id ?? '' });
    return found.state === 'complete' ? found : undefined;
  });

  const batch = await client.call('post', '/v1/batch-query', {
    body: {
      format: 'csv',
      version: '1.2',
      name: 'typed',
      queries: [{ name: 'accounts', query: 'select Id from Account limit 1', type: 'zoqlexport' }],
    },
  });
  // AQuA answers its errors with 200 too.
  if (!('id' in batch)) throw new Error(JSON.stringify(batch));
  const aqua = await until(async () => {
    const found = await client.call('get', '/v1/batch-query/jobs/{id}', { id: batch.id });
    return 'batches' in found && found.status === 'completed' ? found : undefined;
  });

  const load = await client.call('post', '/bulk-data/bulk-jobs', {
    body: { name: 'typed', objectType: 'Account', jobType: 'Import' },
  });
  await fetch(load.uploadUrl ?? '', { method: 'PUT', body: 'Name,Currency\nTyped,USD\n' });
  await client.call('post', '/bulk-data/bulk-jobs/{id}/submissions', { id: load.id });
  const bulk = await until(async () => {
    const found = await client.call('get', '/bulk-data/bulk-jobs/{id}/summary', { id: load.id });
    return found.status === 'Completed' ? found : undefined;
  });

  const described = await client.call('get', '/v1/describe');
  const native = await client.call('post', '/sluice/v1/queries', { body: { sql: 'SELECT 3' } });
  return {
    dataQuery: dataQuery.queryStatus,
    queryRun: queryRun.state,
    aqua: aqua.status,
    bulk: bulk.status,
    described: /<object .*/.test(String(described)) ? 'XML' : undefined,
    native: native.state,
  };
}
