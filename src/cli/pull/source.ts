import { text } from 'node:stream/consumers';
import { type AquaAnswer, type AquaBatch, type AquaJob, filesOf, jobIn, toldOf } from '../aqua-job.ts';
import type { SluiceClient } from '../client.ts';
import { csvRecords } from '../csv-records.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import { pause } from '../pause.ts';
import { type DescribedObject, readDescription } from './described-object.ts';

const POLL_MS = { first: 50, factor: 1.5, longest: 5000 };
/** Null and empty text print alike without it (aqua.md §5.5). */
const NULL_TEXT = '~null~';
/** What says of a row that it is deleted. */
export const DELETED_COLUMN = 'RowDeleted';

/** `Account.Name` → text, `null`; the names are those of the header. */
export type SourceRow = ReadonlyMap<string, string | null>;

/** Any AQuA endpoint, over HTTP as its own clients use it. */
export class AquaSource {
  readonly #client: SluiceClient;
  readonly #signal: AbortSignal;
  /** Objects whose deleted rows cannot be asked for. */
  readonly #withoutDeleted = new Set<string>();

  constructor(client: SluiceClient, signal: AbortSignal) {
    this.#client = client;
    this.#signal = signal;
  }

  /** @throws CliError `notFound` */
  async describe(object: string): Promise<DescribedObject> {
    const path = `/v1/describe/${encodeURIComponent(object)}?showRelationships=true`;
    let answer: ReadableStream<Uint8Array>;
    try {
      answer = await this.#client.stream(path, this.#signal, 'text/xml');
    } catch (error) {
      // Its body is anybody's XML: what is wrong is known without it.
      if (!(error instanceof CliError) || error.exitCode !== EXIT.notFound) throw error;
      throw new CliError(
        EXIT.notFound,
        `${object} is no object of the endpoint: its /v1/describe lists them`,
      );
    }
    return readDescription(await text(answer));
  }

  /**
   * Rows of one query, deleted ones too where the object has them.
   * @throws CliError `jobFailed` with the reason, `noServer` for a file that did not come whole
   */
  async *rows(object: string, query: string, deleted: boolean): AsyncGenerator<SourceRow> {
    const batch = await this.#run(object, query, deleted);
    try {
      yield* this.#download(batch);
    } catch (error) {
      if (error instanceof CliError || this.#signal.aborted) throw error;
      const { message } = error as Error;
      throw new CliError(
        EXIT.noServer,
        `${object}: its file did not come whole (${message}); the same command goes on where it was`,
      );
    }
  }

  async *#download(batch: AquaBatch): AsyncGenerator<SourceRow> {
    for (const id of filesOf(batch)) {
      const bytes = await this.#client.stream(`/v1/files/${id}`, this.#signal, '*/*');
      let header: readonly string[] | undefined;
      for await (const record of csvRecords(bytes)) {
        if (header === undefined) header = record;
        else yield rowOf(header, record);
      }
    }
  }

  async #run(object: string, query: string, deleted: boolean): Promise<AquaBatch> {
    const { id } = await this.#submit(object, query, deleted);
    try {
      for (let wait = POLL_MS.first; ; wait = Math.min(wait * POLL_MS.factor, POLL_MS.longest)) {
        await pause(wait, this.#signal);
        this.#signal.throwIfAborted();
        const job = jobIn(await this.#client.json<AquaAnswer>('GET', `/v1/batch-query/jobs/${id}`));
        const [batch] = job.batches;
        if (job.status === 'completed' && batch !== undefined) return batch;
        if (job.status === 'submitted' || job.status === 'executing') continue;
        throw new CliError(
          EXIT.jobFailed,
          `${object}: ${toldOf(job.batches)[0] ?? `its export is ${job.status}`}`,
        );
      }
    } catch (error) {
      // Nothing is left running that nobody reads.
      if (this.#signal.aborted)
        await this.#client.json('DELETE', `/v1/batch-query/jobs/${id}`).catch(() => undefined);
      throw error;
    }
  }

  async #submit(object: string, query: string, deleted: boolean): Promise<AquaJob> {
    const wanted = deleted && !this.#withoutDeleted.has(object);
    const marked = { column: DELETED_COLUMN, format: 'Boolean', forceExport: true };
    const answer = await this.#client.json<AquaAnswer>('POST', '/v1/batch-query/', {
      version: '1.1',
      format: 'csv',
      useQueryLabels: true,
      dateTimeUtc: true,
      nullReplacement: NULL_TEXT,
      queries: [{ name: object, type: 'zoqlexport', query, ...(wanted && { deleted: marked }) }],
    });
    if (!wanted || !('errorCode' in answer) || answer.errorCode !== NO_DELETED_ROWS) return jobIn(answer);
    this.#withoutDeleted.add(object);
    return this.#submit(object, query, false);
  }
}

/** aqua.md §3.1. */
const NO_DELETED_ROWS = '90017';

function rowOf(header: readonly string[], record: readonly string[]): SourceRow {
  if (record.length !== header.length)
    throw new CliError(EXIT.jobFailed, `a row has ${record.length} cells, the header ${header.length}`);
  return new Map(header.map((name, i) => [name, record[i] === NULL_TEXT ? null : (record[i] ?? null)]));
}
