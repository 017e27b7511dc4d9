import { readdirSync } from 'node:fs';
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import type { Registry, Sample } from './registry.ts';

/** How often the event loop is asked to come round, ms: seldom enough to cost nothing at rest. */
const LOOK_EVERY_MS = 20;

/** Of this process, the one that answers HTTP, under the names that Prometheus’ own clients use. Answers how to end it. */
export function watchProcess(registry: Registry, version: string, startedAtMs: number): () => void {
  const gauge = (name: string, help: string, read: () => number): void =>
    registry.collected({ name, type: 'gauge', help, labels: [] }, () => [{ labels: [], value: read() }]);

  registry.collected(
    {
      name: 'sluice_build_info',
      type: 'gauge',
      help: 'Always 1: the versions of the server and of Node.',
      labels: ['version', 'node'],
    },
    () => [{ labels: [version, process.versions.node], value: 1 }],
  );
  const delay = monitorEventLoopDelay({ resolution: LOOK_EVERY_MS });
  delay.enable();
  registry.collected(
    {
      name: 'sluice_event_loop_delay_seconds',
      type: 'gauge',
      help: 'How late the event loop came round since the scrape before.',
      labels: ['stat'],
    },
    () => delaySamples(delay),
  );
  registry.collected(
    {
      name: 'process_cpu_seconds_total',
      type: 'counter',
      help: 'CPU time of the server process; its engine hosts are processes of their own.',
      labels: [],
    },
    () => {
      const { user, system } = process.cpuUsage();
      return [{ labels: [], value: (user + system) / 1e6 }];
    },
  );
  gauge('process_start_time_seconds', 'When the server was started, seconds since 1970.', () =>
    Math.round(startedAtMs / 1000),
  );
  gauge('process_resident_memory_bytes', 'Memory of the server process.', () => process.memoryUsage.rss());
  gauge(
    'nodejs_heap_size_used_bytes',
    'JavaScript heap in use, of the main thread.',
    () => process.memoryUsage().heapUsed,
  );
  registry.collected(
    {
      name: 'process_open_fds',
      type: 'gauge',
      help: 'Open files and connections; only where /proc tells.',
      labels: [],
    },
    openFiles,
  );
  return () => delay.disable();
}

function delaySamples(delay: IntervalHistogram): readonly Sample[] {
  // It measures whole rounds; what is beyond the round asked for is the delay.
  const seconds = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e9 - LOOK_EVERY_MS / 1000);
  const samples = [
    { labels: ['mean'], value: Number.isNaN(delay.mean) ? 0 : seconds(delay.mean) },
    { labels: ['p99'], value: seconds(delay.percentile(99)) },
    { labels: ['max'], value: seconds(delay.max) },
  ];
  delay.reset();
  return samples;
}

function openFiles(): readonly Sample[] {
  try {
    return [{ labels: [], value: readdirSync('/proc/self/fd').length }];
  } catch {
    return [];
  }
}
