import { mkdir, rm } from 'node:fs/promises';
import { sealRows } from '../rows/seal-rows.ts';
import { DataWriter } from './data-writer.ts';
import { TenantDatabase } from './database.ts';
import type { ExportPlace } from './export.ts';
import { Pipes } from './pipes.ts';
import type { HostSettings, OpenedSession, ToHost } from './protocol.ts';
import { HostSession } from './session.ts';

/** A message that is answered. */
export type Request = Exclude<ToHost, { type: 'init' | 'stop' | 'shutdown' }>;

/** What the process gives its host. */
type Surroundings = Pick<ExportPlace, 'clock' | 'encryptionEntries'>;

/** One tenant's engine: its open file, its sessions, its one writer. */
export class Host {
  readonly #database: TenantDatabase;
  readonly #place: ExportPlace;
  readonly #writer: DataWriter;
  readonly #sessions = new Map<string, HostSession>();

  private constructor(database: TenantDatabase, settings: HostSettings, surroundings: Surroundings) {
    this.#database = database;
    const { exchangeDirectory, tenant } = settings;
    this.#place = { exchangeDirectory, pipes: new Pipes(exchangeDirectory), ...surroundings };
    this.#writer = new DataWriter(database, tenant, exchangeDirectory);
  }

  /** Nobody else may have the tenant's file open. @throws EngineError `unavailable` */
  static async open(settings: HostSettings, surroundings: Surroundings): Promise<Host> {
    await Promise.all([settings.exchangeDirectory, settings.spillDirectory].map(empty));
    return new Host(await TenantDatabase.open(settings), settings, surroundings);
  }

  async answer(request: Request, onProgress: (progress: unknown) => void): Promise<unknown> {
    switch (request.type) {
      case 'open': {
        // Before the snapshot is taken: a change that ends in between is told of and seen, never neither.
        const pendingSince = this.#writer.opening(request.asOf);
        const session = await HostSession.open(this.#database, this.#place, this.#writer);
        this.#sessions.set(request.session, session);
        return { snapshot: session.snapshot, pendingSince } satisfies OpenedSession;
      }
      case 'run': {
        const { tree, output, limits } = request;
        return await this.#session(request.session).run(tree, output, limits, onProgress);
      }
      case 'load-rows':
        return await this.#session(request.session).loadRows(
          request.work,
          onProgress,
          request.work.asksBeforeChunks === true ? onProgress : undefined,
        );
      case 'report-rows':
        return await this.#session(request.session).reportRows(request.work, request.targets);
      case 'seal-rows':
        return await sealRows(this.#database, request.handle, this.#place.clock);
      case 'go-on':
        return this.#sessions.get(request.session)?.goOn();
      case 'close': {
        const session = this.#sessions.get(request.session);
        this.#sessions.delete(request.session);
        return await session?.close();
      }
      case 'data':
        return await this.#writer.run(request.operation, request.args, onProgress);
    }
  }

  stop(session: string): void {
    this.#sessions.get(session)?.stop();
  }

  /** Stops the sessions, waits for the writer, and leaves the file closed. */
  async close(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map((session) => session.close()));
    await this.#writer.close();
    this.#database.close();
  }

  #session(name: string): HostSession {
    const session = this.#sessions.get(name);
    if (session === undefined) throw new TypeError(`No session ${name}`);
    return session;
  }
}

async function empty(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true, mode: 0o700 });
}
