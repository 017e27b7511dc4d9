import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, DataQueryClient, DEV, download } from './data-query-client.ts';

/** A bulk job as its summary shows it (bulk-data.md §5.2). */
export interface BulkSummary {
  readonly id: string;
  readonly status: string;
  readonly rowCount?: number;
  readonly rowsSucceeded: number;
  readonly rowsFailed: number;
  readonly failureReason?: string;
  readonly [key: string]: unknown;
}

export interface BulkCreated {
  readonly id: string;
  readonly status: string;
  readonly jobType: string;
  readonly uploadUrl: string;
  readonly uploadRequest: { readonly uri: string; readonly fields: Readonly<Record<string, string>> };
}

export interface BulkFiles {
  readonly source: string;
  readonly succeeded: string;
  readonly failed: string;
}

const PATH = '/bulk-data/bulk-jobs';
const ENDED = new Set(['Completed', 'Failed', 'Aborted', 'Cancelled']);

/** A client of bulk data as one principal: plain HTTP, nothing of the product's own code. */
export class BulkClient {
  readonly http: DataQueryClient;

  constructor(http: DataQueryClient) {
    this.http = http;
  }

  static async signIn(url: string, principal = DEV): Promise<BulkClient> {
    return new BulkClient(await DataQueryClient.signIn(url, principal));
  }

  /** Asks for one job, or (without an id) for all. */
  call(method: string, id: string, what: string, body?: unknown): Promise<Answer> {
    const path = [PATH, id, what].filter((part) => part !== '').join('/');
    return this.http.call(method, path, body);
  }

  /** @throws unless it is taken */
  async create(fields: Readonly<Record<string, unknown>> = {}): Promise<BulkCreated> {
    const answer = await this.call('POST', '', '', { name: 'a job', objectType: 'Account', ...fields });
    return bodyOf(answer) as BulkCreated;
  }

  /** By PUT. @throws unless it is taken */
  async upload({ uploadUrl }: BulkCreated, file: string | Buffer): Promise<void> {
    const reply = await fetch(uploadUrl, { method: 'PUT', body: file });
    if (reply.status !== 200) throw new Error(`upload: ${reply.status} ${await reply.text()}`);
  }

  /** As a form. */
  uploadForm({ uploadRequest: { uri, fields } }: BulkCreated, file: string): Promise<Response> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', new Blob([file]), 'rows.csv');
    return fetch(uri, { method: 'POST', body: form });
  }

  /** A job with its file, not submitted yet. */
  async uploaded(file: string | Buffer, fields: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const created = await this.create(fields);
    await this.upload(created, file);
    return created.id;
  }

  /** @throws unless it is taken */
  async submitted(file: string | Buffer, fields: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const id = await this.uploaded(file, fields);
    bodyOf(await this.submit(id));
    return id;
  }

  submit = (id: string): Promise<Answer> => this.call('POST', id, 'submissions');
  cancel = (id: string): Promise<Answer> => this.call('POST', id, 'cancellations');
  abort = (id: string): Promise<Answer> => this.call('POST', id, 'aborts');

  async summary(id: string): Promise<BulkSummary> {
    return bodyOf(await this.call('GET', id, 'summary')) as BulkSummary;
  }

  /** Polls until the summary is as wanted. */
  async until(id: string, wanted: (job: BulkSummary) => boolean, withinMs = 60_000): Promise<BulkSummary> {
    const end = Date.now() + withinMs;
    for (let pause = 2; ; pause = Math.min(pause * 2, 50)) {
      const job = await this.summary(id);
      if (wanted(job)) return job;
      if (ENDED.has(job.status)) throw new Error(`job ${id} is ${job.status}: ${job.failureReason}`);
      if (Date.now() > end) throw new Error(`job ${id} is still ${job.status} after ${withinMs} ms`);
      await delay(pause);
    }
  }

  ended(id: string): Promise<BulkSummary> {
    return this.until(id, ({ status }) => ENDED.has(status));
  }

  async run(file: string | Buffer, fields: Readonly<Record<string, unknown>> = {}): Promise<BulkSummary> {
    return this.ended(await this.submitted(file, fields));
  }

  /** The three files of a job that has ended. */
  async files(id: string): Promise<BulkFiles> {
    const links = bodyOf(await this.call('GET', id, 'downloads')) as Readonly<Record<string, string>>;
    const text = async (link: string) => (await download(links[link] ?? '')).toString();
    return {
      source: await text('sourceFile'),
      succeeded: await text('successRowsFile'),
      failed: await text('errorRowsFile'),
    };
  }
}

/** @throws unless it is 200 */
export function bodyOf({ status, body }: Answer): unknown {
  if (status !== 200) throw new Error(`answered ${status}: ${JSON.stringify(body)}`);
  return body;
}

/** A CSV file of accounts; every one with a bill cycle day that is no number is wrong. */
export function accountsCsv(rows: number, wrong: (row: number) => boolean = () => false): string {
  const lines = Array.from(
    { length: rows },
    (_, row) => `Customer ${row},USD,${wrong(row) ? 'often' : 1 + (row % 28)}\n`,
  );
  return `Name,Currency,BillCycleDay\n${lines.join('')}`;
}
