import type { Jobs } from '../../jobs/jobs.ts';
import type { HostObserver } from '../../ports/engine.ts';
import { engineMetrics } from './engine-metrics.ts';
import { countJobs } from './job-metrics.ts';
import { watchProcess } from './process-metrics.ts';
import { Registry } from './registry.ts';
import { type RequestMetrics, requestMetrics } from './request-metrics.ts';
import { type OnCommit, storeMetrics } from './store-metrics.ts';

/** All that the server measures of itself, from its start on (docs/observability.md). */
export class Metrics {
  readonly registry = new Registry();
  readonly requests: RequestMetrics = requestMetrics(this.registry);
  readonly committed: OnCommit = storeMetrics(this.registry);
  readonly hosts: HostObserver;
  readonly #ends: (() => void)[] = [];

  constructor(server: { readonly version: string; readonly slots: number; readonly startedAtMs: number }) {
    this.hosts = engineMetrics(this.registry, server.slots);
    this.#ends.push(watchProcess(this.registry, server.version, server.startedAtMs));
  }

  /** To be called once, before jobs run. */
  watch(jobs: Pick<Jobs, 'watch' | 'get' | 'counts'>, families: readonly string[]): void {
    this.#ends.push(countJobs(this.registry, jobs, families));
  }

  close(): void {
    for (const end of this.#ends.splice(0)) end();
  }
}
