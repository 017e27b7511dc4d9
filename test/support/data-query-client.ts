import { setTimeout as delay } from 'node:timers/promises';

/** Published in `operating.md` §3. */
export const DEV = { clientId: '5c1ce000-0000-4000-8000-000000000001', clientSecret: 'sluice-dev-secret' };
export const READER = {
  clientId: '5c1ce000-0000-4000-8000-000000000002',
  clientSecret: 'sluice-reader-secret',
};
export const OTHER = {
  clientId: '5c1ce000-0000-4000-8000-000000000003',
  clientSecret: 'sluice-other-secret',
};

/** A Data Query job as it is on the wire (data-query-and-query-runs.md §1.2). */
export interface WireJob {
  readonly id: string;
  readonly query: string;
  readonly queryStatus: 'accepted' | 'in_progress' | 'completed' | 'failed' | 'cancelled';
  readonly dataFile?: string;
  readonly outputRows?: number;
  readonly errorMessage?: string;
  readonly errorCode?: string;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const ENDED = new Set(['completed', 'failed', 'cancelled']);

/** A client of one server as one principal: plain HTTP, nothing of the product's own code. */
export class DataQueryClient {
  readonly #url: string;
  readonly token: string;

  private constructor(url: string, token: string) {
    this.#url = url;
    this.token = token;
  }

  static async signIn(url: string, principal = DEV): Promise<DataQueryClient> {
    const reply = await fetch(`${url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        client_id: principal.clientId,
        client_secret: principal.clientSecret,
        grant_type: 'client_credentials',
      }),
    });
    if (!reply.ok) throw new Error(`token: ${reply.status} ${await reply.text()}`);
    const { access_token: token } = (await reply.json()) as { access_token: string };
    return new DataQueryClient(url, token);
  }

  /** The same session at another address: the server was started again. */
  at(url: string): DataQueryClient {
    return new DataQueryClient(url, this.token);
  }

  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const reply = await fetch(this.#url + path, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    return { status: reply.status, body: text === '' ? undefined : JSON.parse(text) };
  }

  /** @throws when it is not answered with a job */
  async submit(query: string, options: Readonly<Record<string, unknown>> = {}): Promise<WireJob> {
    return jobOf(
      await this.call('POST', '/query/jobs', {
        query,
        outputFormat: 'CSV',
        compression: 'NONE',
        output: { target: 'S3' },
        ...options,
      }),
    );
  }

  /**
   * Submits a job that is in progress until somebody stops it. It is the lab that holds it, so that it takes no
   * processor from others as an endless query does; for servers in mode dev, and for some minutes.
   */
  async held(query = 'SELECT 1'): Promise<WireJob> {
    const hold = JSON.stringify({ at: 'before-publish', do: { hold: true } });
    const body = { query, outputFormat: 'CSV', compression: 'NONE', output: { target: 'S3' } };
    const { id } = jobOf(await this.call('POST', '/query/jobs', body, { 'sluice-lab': hold }));
    return this.started(id);
  }

  async get(id: string): Promise<WireJob> {
    return jobOf(await this.call('GET', `/query/jobs/${id}`));
  }

  cancel(id: string): Promise<Answer> {
    return this.call('DELETE', `/query/jobs/${id}`);
  }

  /** Polls until the job has ended. */
  async ended(id: string, withinMs = 30_000): Promise<WireJob> {
    const end = Date.now() + withinMs;
    for (let pause = 2; ; pause = Math.min(pause * 2, 50)) {
      const job = await this.get(id);
      if (ENDED.has(job.queryStatus)) return job;
      if (Date.now() > end) throw new Error(`job ${id} is still ${job.queryStatus} after ${withinMs} ms`);
      await delay(pause);
    }
  }

  /** Polls until the engine works on the job, or it has ended already. */
  async started(id: string, withinMs = 30_000): Promise<WireJob> {
    const end = Date.now() + withinMs;
    for (let pause = 2; ; pause = Math.min(pause * 2, 20)) {
      const job = await this.get(id);
      if (job.queryStatus !== 'accepted') return job;
      if (Date.now() > end) throw new Error(`job ${id} has not started after ${withinMs} ms`);
      await delay(pause);
    }
  }

  async run(
    query: string,
    options: Readonly<Record<string, unknown>> = {},
    withinMs?: number,
  ): Promise<WireJob> {
    return this.ended((await this.submit(query, options)).id, withinMs);
  }
}

/** The bytes behind a signed link; needs no credentials. @throws unless it is answered 200 */
export async function download(link: string): Promise<Buffer> {
  const reply = await fetch(link, { headers: { 'accept-encoding': 'identity' } });
  if (reply.status !== 200) throw new Error(`${link}: ${reply.status} ${await reply.text()}`);
  return Buffer.from(await reply.arrayBuffer());
}

function jobOf(answer: Answer): WireJob {
  const { status, body } = answer;
  if (status === 200 && typeof body === 'object' && body !== null && 'data' in body)
    return body.data as WireJob;
  throw new Error(`not a job: ${status} ${JSON.stringify(body)}`);
}
