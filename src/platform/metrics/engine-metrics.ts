import type { HostEnd, HostObserver } from '../../ports/engine.ts';
import type { Registry } from './registry.ts';

const CAUSES: readonly HostEnd[] = ['idle', 'killed', 'crashed', 'shutdown', 'start-failed'];

/** Counts engine processes, those that are alive and those that have ended. */
export function engineMetrics(registry: Registry, slots: number): HostObserver {
  registry.collected(
    {
      name: 'sluice_job_slots',
      type: 'gauge',
      help: 'Job attempts that may run at once on this server.',
      labels: [],
    },
    () => [{ labels: [], value: slots }],
  );
  const starts = registry.counter('sluice_engine_host_starts_total', 'Engine processes started.')();
  const ends = registry.counter('sluice_engine_host_ends_total', 'Engine processes ended, by why.', [
    'cause',
  ]);
  for (const cause of CAUSES) ends(cause);
  let alive = 0;
  registry.collected(
    { name: 'sluice_engine_hosts', type: 'gauge', help: 'Engine processes alive.', labels: [] },
    () => [{ labels: [], value: alive }],
  );
  return {
    started() {
      alive += 1;
      starts.value += 1;
    },
    ended(how) {
      alive -= 1;
      ends(how).value += 1;
    },
  };
}
