import type { RunningJobs } from './create-jobs.ts';
import type { JobEvent } from './job.ts';

/** A core whose state can be replaced under it: for whoever uses it, it stays the same. */
export interface RenewableJobs extends RunningJobs {
  /** After `abandon`: another core takes the place of the one let go of. Its watchers stay; `start` begins it. */
  renew(): void;
}

/** @param make a core, not yet started */
export function renewableJobs(make: () => RunningJobs): RenewableJobs {
  let core = make();
  const watchers = new Set<Watcher>();
  const watched = (watcher: Watcher): void => {
    watcher.end = core.watch(watcher.job, watcher.listener);
  };
  return {
    renew() {
      core = make();
      for (const watcher of watchers) watched(watcher);
    },
    watch(job, listener) {
      const watcher: Watcher = { job, listener, end: () => undefined };
      watchers.add(watcher);
      watched(watcher);
      return () => {
        watchers.delete(watcher);
        watcher.end();
      };
    },
    submit: (job, options) => core.submit(job, options),
    receive: (id, write) => core.receive(id, write),
    ready: (id, by) => core.ready(id, by),
    report: (id) => core.report(id),
    get: (id) => core.get(id),
    fileByName: (name) => core.fileByName(name),
    list: (filter) => core.list(filter),
    stop: (id, by) => core.stop(id, by),
    progress: (id) => core.progress(id),
    why: (id) => core.why(id),
    timeline: (id) => core.timeline(id),
    receipt: (id) => core.receipt(id),
    lastOfSession: (session, which) => core.lastOfSession(session, which),
    counts: () => core.counts(),
    start: () => core.start(),
    close: (options) => core.close(options),
    abandon: () => core.abandon(),
  };
}

interface Watcher {
  readonly job: string | undefined;
  readonly listener: (event: JobEvent) => void;
  end: () => void;
}
