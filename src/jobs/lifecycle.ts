import type { JobState, StopCause } from './job.ts';

/**
 * The life of a job: every state, every event, and what comes of it (DESIGN §2). Pure, and the only place that says
 * so: compare-and-sets are derived from this table (`transition.ts`), the documents draw it, the tests walk it.
 */
export type LifecycleState = Exclude<JobState, 'stopping'> | `stopping/${StopCause}`;

export type LifecycleEvent =
  | 'receive'
  | 'ready'
  | 'claim'
  | 'start'
  | 'begin-unit'
  | 'finish-unit'
  | 'complete'
  | 'fail'
  | 'retry'
  | 'displace'
  | 'lose'
  | 'stop'
  | 'halt'
  | `interrupt/${Exclude<StopCause, 'user'>}`
  | 'settle'
  | 'expire';

/** Why an event changes nothing. */
export type Refusal =
  | 'waits for its file'
  | 'not running'
  | 'already ready'
  | 'already running'
  | 'already being stopped'
  | 'being stopped'
  | 'not being stopped'
  | 'has ended'
  | 'has not ended';

export interface Transition {
  readonly to: LifecycleState | 'removed';
  /** The epoch goes up by one: whoever held the job before can write nothing more. */
  readonly raisesEpoch?: true;
  /** Whether the claimer's ownership begins, stays or ends. */
  readonly owner: 'take' | 'keep' | 'drop';
  readonly spendsRetry?: true;
  readonly countsDisplaced?: true;
  readonly countsAttempt?: true;
  /** Only a job of which an attempt has started. */
  readonly needsStart?: true;
}

export type Outcome = Transition | { readonly refused: Refusal };

export const STATES: readonly LifecycleState[] = [
  'open',
  'queued',
  'running',
  'stopping/user',
  'stopping/limit',
  'stopping/shutdown',
  'stopping/lost-lease',
  'completed',
  'failed',
  'stopped',
];

/**
 * `fenced` events come from whoever claimed the job: they hold only at the epoch of that claim, while it owns the job.
 */
export const EVENTS: Readonly<
  Record<LifecycleEvent, { readonly fenced: boolean; readonly meaning: string }>
> = {
  receive: { fenced: false, meaning: 'a file comes, in the place of any before' },
  ready: { fenced: false, meaning: 'the file it waited for is there' },
  claim: { fenced: false, meaning: 'a node takes it for its next attempt' },
  start: { fenced: true, meaning: 'the engine is about to be called' },
  'begin-unit': { fenced: true, meaning: 'the next of several units is about to be run' },
  'finish-unit': { fenced: true, meaning: 'one of several units is done, its file in place' },
  complete: { fenced: true, meaning: 'the last unit is done, its file in place' },
  fail: { fenced: true, meaning: 'the attempt failed for good' },
  retry: { fenced: true, meaning: 'the attempt failed, another may work' },
  displace: { fenced: true, meaning: "the engine went down for another job's sake" },
  lose: { fenced: true, meaning: 'its node died or gave it back' },
  stop: { fenced: false, meaning: 'its user asks that it stop' },
  halt: { fenced: false, meaning: 'its user asks that it stop, and what it wrote is still to be counted' },
  'interrupt/limit': { fenced: true, meaning: 'the attempt took longer than it may' },
  'interrupt/shutdown': { fenced: true, meaning: 'its node shuts down' },
  'interrupt/lost-lease': { fenced: true, meaning: 'its node could not renew the lease' },
  settle: { fenced: true, meaning: 'nothing of the attempt works or lies about any more' },
  expire: { fenced: false, meaning: 'its life is over' },
};

const refused = (refusal: Refusal): Outcome => ({ refused: refusal });
const keep = (to: LifecycleState): Transition => ({ to, owner: 'keep' });
const end = (to: LifecycleState): Transition => ({ to, owner: 'drop' });
const requeue: Transition = { to: 'queued', owner: 'drop' };
const stopUnstarted: Transition = { to: 'stopped', owner: 'drop', raisesEpoch: true };

const remove: Transition = { to: 'removed', owner: 'drop' };

type Row = Readonly<Record<LifecycleEvent, Outcome>>;

const everything = (outcome: Outcome): Row =>
  Object.fromEntries(Object.keys(EVENTS).map((event) => [event, outcome])) as Row;

/** A job that a runner holds may end, or go back, before it ever started: its text did not compile, say. */
const held: Pick<Row, 'fail' | 'retry' | 'displace' | 'lose'> = {
  fail: end('failed'),
  retry: { ...requeue, spendsRetry: true },
  displace: { ...requeue, countsDisplaced: true },
  lose: requeue,
};

const beingStopped = (settle: Transition): Row => ({
  ...everything(refused('being stopped')),
  receive: refused('already ready'),
  ready: refused('already ready'),
  // A user's stop takes over any other cause: what was to be queued again, or to fail, ends as stopped.
  stop: keep('stopping/user'),
  settle,
  expire: refused('has not ended'),
});

const ended: Row = {
  ...everything(refused('has ended')),
  expire: remove,
};

export const LIFECYCLE: Readonly<Record<LifecycleState, Row>> = {
  open: {
    ...everything(refused('waits for its file')),
    receive: keep('open'),
    ready: keep('queued'),
    stop: stopUnstarted,
    settle: refused('not being stopped'),
    expire: remove,
  },
  queued: {
    ...everything(refused('not running')),
    ...held,
    receive: refused('already ready'),
    ready: refused('already ready'),
    claim: { to: 'queued', owner: 'take', raisesEpoch: true },
    start: { to: 'running', owner: 'keep', countsAttempt: true },
    stop: stopUnstarted,
    // Whoever claims it has lost it; this node stops it like one that runs.
    halt: { to: 'stopping/user', owner: 'take', raisesEpoch: true, needsStart: true },
    settle: refused('not being stopped'),
    expire: refused('has not ended'),
  },
  running: {
    ...held,
    receive: refused('already ready'),
    ready: refused('already ready'),
    claim: refused('already running'),
    start: refused('already running'),
    'begin-unit': keep('running'),
    'finish-unit': keep('running'),
    complete: end('completed'),
    stop: keep('stopping/user'),
    halt: refused('already running'),
    'interrupt/limit': keep('stopping/limit'),
    'interrupt/shutdown': keep('stopping/shutdown'),
    'interrupt/lost-lease': keep('stopping/lost-lease'),
    settle: refused('not being stopped'),
    expire: refused('has not ended'),
  },
  'stopping/user': { ...beingStopped(end('stopped')), stop: refused('already being stopped') },
  'stopping/limit': beingStopped(end('failed')),
  'stopping/shutdown': beingStopped(requeue),
  'stopping/lost-lease': beingStopped(requeue),
  completed: ended,
  failed: ended,
  stopped: ended,
};

/** What `event` does to a job in this state. */
export function next(state: LifecycleState, event: LifecycleEvent): Outcome {
  return LIFECYCLE[state][event];
}

/** Whether a job in this state is over: nothing but its removal can follow. */
export function hasEnded(state: JobState): boolean {
  return state === 'completed' || state === 'failed' || state === 'stopped';
}

/** The table's word for a job's state. */
export function lifecycleState(job: {
  readonly state: JobState;
  readonly stopCause: StopCause | undefined;
}): LifecycleState {
  return job.state === 'stopping' ? `stopping/${job.stopCause ?? 'user'}` : job.state;
}
