import type { Timer } from '../ports/clock.ts';
import type { Progress } from '../ports/engine.ts';
import { abort, type LocalAttempt, LocalAttempts } from './attempt.ts';
import type { Core, JobsLogger, JobsParts } from './core.ts';
import { JobEvents } from './events.ts';
import { ready, receive } from './intake.ts';
import type { Job } from './job.ts';
import { idsOf } from './job-ids.ts';
import { submitSpan } from './job-spans.ts';
import { type Jobs, ShuttingDown } from './jobs.ts';
import { alive, lastOfSession } from './last-of-session.ts';
import { Leases } from './leases.ts';
import { hasEnded } from './lifecycle.ts';
import { OutboxDelivery } from './outbox.ts';
import { Reports } from './reports.ts';
import { removeExpired, removeExpiredFiles, removeOldReplies } from './retention.ts';
import { Runner } from './runner.ts';
import { Scheduler } from './scheduler.ts';
import { Stops } from './stops.ts';
import { submit } from './submit.ts';
import { CLOSE_WITHIN_MS, REAP_EVERY_MS, RENEW_EVERY_MS, RETENTION_EVERY_MS } from './timing.ts';
import { totals } from './totals.ts';
import { Unattended } from './unattended.ts';
import { whyFacts } from './why-facts.ts';
import { whyOf } from './why-of.ts';
import { within } from './within.ts';

/** The core, to be started once and closed once. */
export interface RunningJobs extends Jobs {
  /** Recovers what an earlier process left (DESIGN §2 rule 8), then begins to run jobs. */
  start(): Promise<void>;
  /**
   * Takes no more jobs; lets running ones finish for `drainMs` of machine time; then stops what still runs and queues
   * it again at no cost. Leaves engine, results, compiler and store open: they belong to the caller.
   */
  close(options?: { readonly drainMs?: number }): Promise<void>;
  /**
   * Lets go of everything at once, with no word in the store of what was under way: for who replaces the store's state.
   * Resolves when nothing of it works any more, which takes as long as the engine's sessions take to end.
   */
  abandon(): Promise<void>;
}

const silent: JobsLogger = { info: () => undefined, warn: () => undefined, error: () => undefined };

export function createJobs(parts: JobsParts): RunningJobs {
  const { store, clock, slots } = parts;
  const logger = parts.logger ?? silent;
  const attempts = new LocalAttempts();
  const events = new JobEvents(clock, (error) => logger.error({ err: error }, 'a watcher of jobs failed'));
  const core: Core = { ...parts, logger, attempts, events };
  const stops = new Stops(core);
  const runner = new Runner(core, stops);
  const scheduler = new Scheduler(
    core,
    slots,
    (job) => runner.begin(job),
    () => stops.unconfirmed,
  );
  const reports = new Reports(core);
  const unattended = new Unattended(core, stops);
  const leases = new Leases(core, stops);
  const outbox = parts.deliver === undefined ? undefined : new OutboxDelivery(core, parts.deliver);
  const endWatch = store.watch((change) => {
    const { state } = change;
    events.state(change);
    if (state === 'queued' || hasEnded(state)) scheduler.wake();
    if (hasEnded(state)) outbox?.wake();
  });
  const timers: Timer[] = [];
  let renewal: Timer | undefined;
  let retention: Timer | undefined;
  let closing: Promise<void> | undefined;
  let closed = false;

  const background = new Set<Promise<void>>();

  /** Background work, once at a time, until it is over: a failure is logged, the next turn tries again. */
  function inBackground(
    what: string,
    run: () => Promise<void>,
    over = (): boolean => closing !== undefined,
  ): () => void {
    let running = false;
    let again = false;
    const turn = (): void => {
      again = running;
      if (running || over()) return;
      running = true;
      const work = run()
        .catch((error: unknown) => logger.error({ err: error }, `${what} failed`))
        .finally(() => {
          background.delete(work);
          running = false;
          if (again) turn();
        });
      background.add(work);
    };
    return turn;
  }

  const sweepJobs = inBackground('the removal of old jobs', async () => {
    await removeExpired(core);
    await removeExpiredFiles(core);
  });
  const sweepReplies = inBackground('the removal of old replies', () => removeOldReplies(core));
  function retentionTick(): void {
    sweepJobs();
    sweepReplies();
    retention = clock.business.after(RETENTION_EVERY_MS, retentionTick);
  }

  const get = (id: string): Job | undefined => alive(store.get(id), clock.business.now());

  async function close(drainMs: number): Promise<void> {
    for (const timer of timers) timer.cancel();
    retention?.cancel();
    await scheduler.stop();
    await within(clock, drainMs, Promise.all(attempts.all().map((attempt) => attempt.done)));
    // Until here leases are renewed: no other node may take what drains. What is left needs less than a lease.
    renewal?.cancel();
    closed = true;
    const settled = Promise.all([
      ...attempts.all().map(giveBack),
      ...background,
      stops.idle(),
      outbox?.stop(),
    ]);
    if (!(await within(clock, CLOSE_WITHIN_MS, settled))) {
      logger.warn(
        { jobs: attempts.size },
        'closed while work was still being stopped; the next start goes on with it',
      );
    }
    endWatch();
  }

  async function abandon(): Promise<void> {
    for (const timer of timers) timer.cancel();
    retention?.cancel();
    renewal?.cancel();
    closed = true;
    await scheduler.stop();
    // As by a stop: an attempt that ends so leaves the last word to others.
    for (const attempt of attempts.all()) abort(attempt, 'stop');
    await Promise.all([
      ...attempts.all().map(({ done }) => done),
      ...background,
      stops.idle(),
      reports.idle(),
      outbox?.stop(),
    ]);
    endWatch();
  }

  /** Queues an attempt's job again. */
  async function giveBack(attempt: LocalAttempt): Promise<void> {
    await stops.interrupt(attempt, 'shutdown').catch((error: unknown) => {
      logger.error(
        { ...idsOf(attempt.job), err: error },
        'a job could not be queued again; the next start will',
      );
    });
    // One that has not started gives its claim back by itself.
    abort(attempt, 'give-back');
    await attempt.done;
  }

  return {
    async submit(job, options): Promise<Job> {
      if (closing !== undefined) throw new ShuttingDown('The server is shutting down and takes no more jobs');
      return submitSpan(job, (traced) => submit(core, traced, options));
    },
    receive: (id, write) => receive(core, id, write),
    ready: (id, by) => ready(core, id, by),
    report: (id) => reports.report(id),
    get,
    fileByName(name) {
      const file = store.fileByName(name);
      const job = file && get(file.job);
      if (job === undefined) return undefined;
      const { filesExpireAt = Number.POSITIVE_INFINITY } = job;
      return filesExpireAt > clock.business.now() ? file : undefined;
    },
    list: (filter) => store.list(filter, clock.business.now()),
    stop: (id, by) => stops.stop(id, by),
    progress(id): Progress {
      const job = get(id);
      const attempt = job === undefined || hasEnded(job.state) ? undefined : attempts.of(id);
      return attempt?.progress ?? totals(job);
    },
    why(id) {
      const job = get(id);
      return job === undefined ? undefined : whyOf(whyFacts(job, core, scheduler, stops));
    },
    timeline: (id) => store.timeline(id),
    receipt: (id) => store.receipt(id),
    watch: (job, listener) => events.watch(job, listener),
    lastOfSession: (session, which) => lastOfSession(core, session, which),
    counts: () => store.counts(),
    async start() {
      await unattended.recover();
      renewal = clock.machine.every(
        RENEW_EVERY_MS,
        inBackground(
          'the renewal of leases',
          () => leases.renew(),
          () => closed,
        ),
      );
      timers.push(
        clock.machine.every(
          REAP_EVERY_MS,
          inBackground('the look for unattended jobs', async () => {
            // Claims that failed with the store are tried again, whatever else happens.
            scheduler.wake();
            await unattended.reap();
          }),
        ),
      );
      retentionTick();
      outbox?.start();
      scheduler.start();
    },
    close({ drainMs = 0 } = {}) {
      closing ??= close(drainMs);
      return closing;
    },
    abandon() {
      closing ??= abandon();
      return closing;
    },
  };
}
