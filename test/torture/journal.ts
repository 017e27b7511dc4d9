import { createHash } from 'node:crypto';
import type { WireJob } from '../support/data-query-client.ts';

/** What the server has answered about one job. Whatever is in here has to stay true, crash or not. */
export interface KnownJob {
  readonly id: string;
  readonly sql: string;
  /** Rows of its result; `undefined` where it would run for years. */
  readonly rows: number | undefined;
  /** `unanswered`: a cancel was sent and the connection broke, so either outcome is right. */
  cancel: 'none' | 'unanswered' | 'won' | 'lost';
  /** A terminal state that was seen. */
  ended: 'completed' | 'failed' | 'cancelled' | undefined;
  /** SHA-256 of the result as it was downloaded. */
  sha256: string | undefined;
}

/** The facts that a client may rely on, written down as they are answered. */
export class Journal {
  readonly jobs: KnownJob[] = [];

  submitted(job: WireJob, rows: number | undefined): KnownJob {
    const known: KnownJob = {
      id: job.id,
      sql: job.query,
      rows,
      cancel: 'none',
      ended: undefined,
      sha256: undefined,
    };
    this.jobs.push(known);
    return known;
  }

  /** Writes down what a poll showed. @throws when it contradicts what was answered before */
  saw(known: KnownJob, job: WireJob): void {
    const state = job.queryStatus;
    const about = `job ${known.id} (${known.sql.slice(0, 80)})`;
    if (known.cancel === 'won' && state !== 'cancelled')
      throw new Error(`${about}: its cancel was answered, now it is ${state}`);
    if (known.ended !== undefined && state !== known.ended)
      throw new Error(`${about}: it was ${known.ended}, now it is ${state}`);
    if (known.cancel === 'none' && state === 'cancelled')
      throw new Error(`${about}: cancelled, and nobody asked for it`);
    if (state === 'failed') throw new Error(`${about}: failed: ${job.errorMessage}`);
    if ((job.dataFile !== undefined) !== (state === 'completed'))
      throw new Error(`${about}: ${state}, ${job.dataFile === undefined ? 'without' : 'with'} a file`);
    if (state === 'completed' && job.outputRows !== known.rows)
      throw new Error(`${about}: ${job.outputRows} rows instead of ${known.rows}`);
    if (state === 'completed' || state === 'cancelled') known.ended = state;
  }

  /** @throws when the same file had other bytes before */
  downloaded(known: KnownJob, bytes: Buffer): void {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (known.sha256 !== undefined && known.sha256 !== sha256)
      throw new Error(`job ${known.id}: its file has changed`);
    known.sha256 = sha256;
  }
}
