import { setTimeout as delay } from 'node:timers/promises';
import { DEV } from './data-query-client.ts';

/** A job of AQuA as it is on the wire (aqua.md §1.5). */
export interface AquaJob {
  readonly id: string;
  readonly status: string;
  readonly errorCode?: string;
  readonly message?: string;
  readonly batches: readonly AquaBatch[];
  readonly [key: string]: unknown;
}

export interface AquaBatch {
  readonly batchId: string;
  readonly status: string;
  readonly full: boolean;
  readonly recordCount: number;
  readonly fileId?: string;
  readonly segments?: readonly string[];
  readonly message?: string;
  readonly [key: string]: unknown;
}

export interface AquaAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: AquaJob;
}

const ENDED = new Set(['completed', 'aborted', 'cancelled', 'error']);

/** A client of AQuA as one principal: plain HTTP, nothing of the product's own code. */
export class AquaClient {
  readonly url: string;
  readonly authorization: string;

  constructor(url: string, authorization: string) {
    this.url = url;
    this.authorization = authorization;
  }

  static async signIn(url: string, { clientId, clientSecret } = DEV): Promise<AquaClient> {
    const reply = await fetch(`${url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        client_id: clientId,
        client_secret: clientSecret,
        grant_type: 'client_credentials',
      }),
    });
    const { access_token: token } = (await reply.json()) as { access_token: string };
    return new AquaClient(url, `Bearer ${token}`);
  }

  fetch(method: string, path: string, headers: Readonly<Record<string, string>> = {}, body?: string) {
    return fetch(this.url + path, {
      method,
      headers: { authorization: this.authorization, ...headers },
      ...(body !== undefined && { body }),
    });
  }

  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<AquaAnswer> {
    const json = { 'content-type': 'application/json' };
    const reply = await (body === undefined
      ? this.fetch(method, path, headers)
      : this.fetch(method, path, { ...json, ...headers }, JSON.stringify(body)));
    return { status: reply.status, headers: reply.headers, body: (await reply.json()) as AquaJob };
  }

  /** The answer to a submit of these queries, named `q1`, `q2`, …, or of a whole body. */
  async submit(queries: readonly string[] | Readonly<Record<string, unknown>>): Promise<AquaJob> {
    const body = Array.isArray(queries)
      ? { queries: queries.map((query, index) => ({ name: `q${index + 1}`, query, type: 'zoqlexport' })) }
      : queries;
    return (await this.call('POST', '/v1/batch-query', body)).body;
  }

  async get(id: string): Promise<AquaJob> {
    return (await this.call('GET', `/v1/batch-query/jobs/${id}`)).body;
  }

  async cancel(id: string): Promise<AquaJob> {
    return (await this.call('DELETE', `/v1/batch-query/jobs/${id}`)).body;
  }

  /** Polls until the job is as wanted; it has ended when nothing is said. */
  async until(
    id: string,
    wanted = (job: AquaJob): boolean => ENDED.has(job.status),
    withinMs = 30_000,
  ): Promise<AquaJob> {
    const end = Date.now() + withinMs;
    // Soon rarely: the server of many tests is this same process, and its engine gets what is left of the machine.
    for (let pause = 2; ; pause = Math.min(pause * 2, 50)) {
      const job = await this.get(id);
      if (wanted(job)) return job;
      if (ENDED.has(job.status)) throw new Error(`job ${id} has ended: ${JSON.stringify(job)}`);
      if (Date.now() > end) throw new Error(`job ${id} is still ${job.status} after ${withinMs} ms`);
      await delay(pause);
    }
  }

  async run(queries: Parameters<AquaClient['submit']>[0]): Promise<AquaJob> {
    const { id, ...refused } = await this.submit(queries);
    if (id === undefined || refused.errorCode !== undefined) throw new Error(JSON.stringify(refused));
    return this.until(id);
  }

  /** The text of a batch's file. @throws when there is none */
  async file(batch: AquaBatch | undefined): Promise<string> {
    const reply = await this.fetch('GET', `/v1/files/${batch?.fileId}`);
    const text = await reply.text();
    if (reply.status !== 200) throw new Error(`${reply.status} ${text}`);
    return text;
  }
}
