import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { systemClock } from '../../../src/config/system-clock.ts';
import { DuckdbEngine } from '../../../src/engines/duckdb/engine.ts';
import type { DuckdbEngineOptions } from '../../../src/engines/duckdb/options.ts';
import type { CompiledQuery } from '../../../src/ports/compiler.ts';
import {
  type Compression,
  EngineError,
  type EngineHandle,
  type EngineSession,
  type OutputSpec,
  type RunOutcome,
} from '../../../src/ports/engine.ts';

import { baseCatalogue } from '../../../src/tenant/catalogue/base-catalogue.ts';

/** The built host, as the server uses it. */
export const HOST_ENTRY = new URL('../../../dist/engine-host.js', import.meta.url);

export const TENANT = 'dev';

/** A real engine on an empty directory of its own. `await using` ends its processes and removes it all. */
export class EngineFixture implements AsyncDisposable {
  readonly directory: string;
  readonly engine: DuckdbEngine;
  readonly log: { readonly message: string; readonly fields: Readonly<Record<string, unknown>> }[] = [];
  #count = 0;

  private constructor(directory: string, options: Partial<DuckdbEngineOptions>) {
    this.directory = directory;
    this.engine = new DuckdbEngine({
      dataDir: directory,
      hostEntry: HOST_ENTRY,
      clock: systemClock,
      catalogue: () => baseCatalogue(),
      memoryLimit: 512 * 1024 * 1024,
      slots: 4,
      log: (message, fields) => this.log.push({ message, fields }),
      ...options,
    });
  }

  static async start(options: Partial<DuckdbEngineOptions> = {}): Promise<EngineFixture> {
    return new EngineFixture(await mkdtemp(join(tmpdir(), 'sluice-engine-')), options);
  }

  /** Another engine on a directory, which goes with it. */
  static on(directory: string): EngineFixture {
    return new EngineFixture(directory, {});
  }

  async open(
    options: { readonly alone?: boolean; readonly tenant?: string; readonly asOf?: number } = {},
  ): Promise<EngineSession & { readonly handle: EngineHandle }> {
    const { alone = false, tenant = TENANT, ...asOf } = options;
    const handle = { tenant, job: `job-${++this.#count}`, epoch: 1 };
    return Object.assign(await this.engine.open({ handle, alone, ...asOf }), { handle });
  }

  output(compression: Compression = 'none'): OutputSpec {
    const name = `result-${++this.#count}`;
    const target = {
      key: { job: name, epoch: 1, unit: 1, part: 1 },
      kind: 'file',
      path: join(this.directory, name),
    } as const;
    return { format: 'csv', compression, entryName: 'result.csv', target };
  }

  /** Runs, and gives the file's bytes too. */
  async run(
    session: EngineSession,
    query: CompiledQuery,
    compression: Compression = 'none',
  ): Promise<RunOutcome & { readonly bytes: Buffer }> {
    const output = this.output(compression);
    const outcome = await session.run(query, output, {}, () => {});
    return { ...outcome, bytes: await readFile(output.target.path) };
  }

  tenantDirectory(tenant = TENANT): string {
    return join(this.directory, 'tenants', tenant);
  }

  /** Of the tenant's host process. */
  async hostPid(tenant = TENANT): Promise<number> {
    return (
      JSON.parse(await readFile(join(this.tenantDirectory(tenant), 'host.json'), 'utf8')) as { pid: number }
    ).pid;
  }

  /** Names in the exchange directory, without the pipes that wait there for use. */
  async exchange(): Promise<readonly string[]> {
    const names = await readdir(join(this.tenantDirectory(), 'exchange')).catch(() => []);
    return names.filter((name) => !name.startsWith('pipe-'));
  }

  /** Starts what will be stopped or displaced; resolves when the engine is well into it, with how it will end. */
  async begin(
    session: EngineSession,
    query: CompiledQuery,
    compression: Compression = 'none',
  ): Promise<{ readonly ended: Promise<EngineError> }> {
    let reports = 0;
    const ended = failure(session.run(query, this.output(compression), {}, () => reports++));
    // A report comes every 200 ms: by the second one the statement is beyond its planning.
    await Promise.race([ended, until(() => reports >= 2)]);
    return { ended };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.engine.close();
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** How a promise failed: its EngineError. */
export async function failure(promise: Promise<unknown>): Promise<EngineError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
  throw new Error('It did not fail');
}

/** Looks until `condition` holds. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await setTimeout(5);
}
