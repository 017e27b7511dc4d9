import { type AquaBatch, AquaClient, type AquaJob } from '../../support/aqua-client.ts';
import type { MovedBusinessTime } from '../../support/moved-business-time.ts';

/** A token may be taken for longer than this no more: its user signs in again. */
const TOKEN_USED_MS = 600_000;

/** More than the seconds in which windows are told. */
const NEXT_SECOND_MS = 2_000;

/** A session and rows of its own on a shared server: what nobody else changes, and everything that its jobs may answer. */
export class SessionScene {
  readonly mark: string;
  readonly #url: string;
  readonly #time: MovedBusinessTime;
  #aqua: AquaClient;
  #signedInAt: number;

  private constructor(url: string, time: MovedBusinessTime, mark: string, aqua: AquaClient) {
    this.mark = mark;
    this.#url = url;
    this.#time = time;
    this.#aqua = aqua;
    this.#signedInAt = time.now();
  }

  static async open(url: string, time: MovedBusinessTime, mark: string): Promise<SessionScene> {
    return new SessionScene(url, time, mark, await AquaClient.signIn(url));
  }

  /** Reads ids of this scene's rows, and names them by their last part. */
  query(name = 'rows', more: object = {}) {
    const query = `select Id, Name from Account where Name = '${this.mark}' order by Id`;
    return { name, query, type: 'zoqlexport', ...more };
  }

  /** The same with a column that tells deleted rows. */
  withDeleted(column = 'Gone', format = 'Boolean') {
    return this.query('rows', { deleted: { column, format } });
  }

  body(queries: readonly object[] = [this.query()], more: object = {}) {
    return { version: '1.1', partner: 'scenes', project: this.mark, queries, ...more };
  }

  async client(): Promise<AquaClient> {
    if (this.#time.now() - this.#signedInAt > TOKEN_USED_MS) {
      this.#aqua = await AquaClient.signIn(this.#url);
      this.#signedInAt = this.#time.now();
    }
    return this.#aqua;
  }

  pass(ms = NEXT_SECOND_MS): void {
    this.#time.advance(ms);
  }

  /** Creates rows, or changes those that are there. */
  put(...names: string[]): Promise<void> {
    return this.#change({ upsert: names.map((name) => ({ Id: this.id(name), Name: this.mark })) });
  }

  /** A row whose date of change is given. */
  putDated(name: string, UpdatedDate: string): Promise<void> {
    return this.#change({ upsert: [{ Id: this.id(name), Name: this.mark, UpdatedDate }] });
  }

  remove(...names: string[]): Promise<void> {
    return this.#change({ delete: names.map((name) => this.id(name)) });
  }

  /** Long enough that a slow pattern finds countless ways through it. */
  id(name: string): string {
    return `${this.mark.padEnd(40, '-')}.${name}`;
  }

  async submit(...body: Parameters<SessionScene['body']>): Promise<AquaJob> {
    this.pass();
    return (await this.client()).submit(this.body(...body));
  }

  /** Without waiting for the next second. */
  async runNow(): Promise<AquaJob> {
    return (await this.client()).run(this.body());
  }

  async run(...body: Parameters<SessionScene['body']>): Promise<AquaJob> {
    const { id } = await this.submit(...body);
    return (await this.client()).until(id);
  }

  /** Runs a job. Of each batch: `all` or `new`, and its rows, with a `-` those that are deleted. */
  async take(...body: Parameters<SessionScene['body']>): Promise<readonly string[]> {
    return this.taken(await this.run(...body));
  }

  async taken(job: AquaJob): Promise<readonly string[]> {
    if (job.status !== 'completed') throw new Error(JSON.stringify(job));
    return Promise.all(job.batches.map((batch) => this.#rows(batch)));
  }

  async #rows(batch: AquaBatch): Promise<string> {
    const lines = (await (await this.client()).file(batch)).trimEnd().split('\n');
    const [header = '', ...rows] = lines.map((line) => line.split(','));
    const id = header.indexOf('Account: ID');
    if (id < 0) throw new Error(`no id in ${header}`);
    if (rows.length !== batch.recordCount) throw new Error(`${rows.length} rows, not ${batch.recordCount}`);
    const names = rows.map((row) => {
      const name = row[id]?.split('.').at(-1);
      return ['true', '1'].includes(row[0] ?? '') ? `-${name}` : name;
    });
    return [batch.full ? 'all:' : 'new:', ...names].join(' ');
  }

  async #change(change: object): Promise<void> {
    const client = await this.client();
    const { status, body } = await client.call('POST', '/sluice/v1/data/Account', change);
    if (status !== 200) throw new Error(JSON.stringify(body));
  }
}
