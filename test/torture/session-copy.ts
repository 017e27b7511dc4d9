import type { AquaBatch, AquaClient, AquaJob } from '../support/aqua-client.ts';

/** A row as a file of a session has it: `Gone`, id, name, date of change. */
interface Delivery {
  readonly job: number;
  readonly full: boolean;
  readonly changedAt: number;
}

/** What a client of one query of a session knows: the files of all its completed jobs, laid one over the other. */
export class SessionCopy {
  readonly rows = new Map<string, string>();
  /** By id and name, which is another one with each change. */
  readonly #delivered = new Map<string, Delivery>();
  readonly #batch: number;
  /** Rows that came again although no window covers them twice. */
  readonly doubled: string[] = [];

  constructor(batch: number) {
    this.#batch = batch;
  }

  /** @param mayRepeatFrom since then (ms) the rows of the job before this one may come once more */
  async take(client: AquaClient, job: AquaJob, number: number, mayRepeatFrom: number): Promise<void> {
    const batch = job.batches[this.#batch];
    for (const [gone, id = '', name = '', changed = ''] of await fileRows(client, batch)) {
      const changedAt = Date.parse(changed.replace(/(\d\d)$/, ':$1'));
      const key = `${gone} ${id} ${name}`;
      const before = this.#delivered.get(key);
      if (before !== undefined && batch?.full !== true && changedAt < mayRepeatFrom)
        this.doubled.push(`${key} of ${changed}: in jobs ${before.job} and ${number}`);
      this.#delivered.set(key, { job: number, full: batch?.full === true, changedAt });
      if (gone === 'true') this.rows.delete(id);
      else this.rows.set(id, name);
    }
  }
}

/** Without the header. */
export async function fileRows(client: AquaClient, batch: AquaBatch | undefined): Promise<string[][]> {
  const [, ...lines] = (await client.file(batch)).trimEnd().split('\n');
  return lines.map((line) => line.split(','));
}
