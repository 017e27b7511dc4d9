import type { JobError, JobLimits } from '../../jobs/job.ts';
import type { AttemptReason, StoppingReason, Wait, WaitingReason, Why } from '../../jobs/why.ts';
import type { LimitView } from './why-view.ts';
import { counted, duration, iso, quoted } from './words.ts';

/** One sentence or two that say why a job is where it is, for people. */
export function whySummary({ job, reason }: Why, limit: LimitView | undefined, now: number): string {
  switch (reason.kind) {
    case 'waiting':
      return `${waitWords(reason.wait, limit, now)}${aheadWords(reason)}.`;
    case 'attempt':
      return attemptWords(reason, job.state === 'running', limit);
    case 'elsewhere':
      return `The node ${reason.node} has it; how far it is only that node knows.`;
    case 'unattended':
      return 'Its attempt is gone without a word; within seconds it is looked for and queued again.';
    case 'stopping':
      return stoppingWords(reason);
    case 'completed':
      return `It completed: ${counted(reason.rows, 'row')}${rejectedWords(reason)}, ${counted(reason.bytes, 'byte')} in ${counted(reason.files, 'file')}.`;
    case 'failed':
      return reason.limit === undefined || limit === undefined
        ? failureWords(reason.error)
        : `${failureWords(reason.error)} ${limitWords(limit, reason.limit.name)}.`;
    case 'stopped': {
      const { receipt } = reason;
      if (receipt === undefined) return 'It was stopped.';
      const { requestedBy, via, wasState, endedBy, totalMs, filesKept, filesRemoved, rowsWritten } = receipt;
      const wrote = rowsWritten === undefined ? '' : `${counted(rowsWritten, 'row')} written, `;
      return (
        `It was stopped: ${requestedBy} asked for it via ${via} while it was ${wasState}; ended by ${endedBy} after ` +
        `${duration(totalMs)}, ${wrote}${counted(filesKept.length, 'file')} kept, ${filesRemoved.length} removed.`
      );
    }
  }
}

function rejectedWords({ failed }: { readonly failed?: number }): string {
  return failed === undefined ? '' : ` (${failed.toLocaleString('en-US')} rejected)`;
}

function waitWords(wait: Wait, limit: LimitView | undefined, now: number): string {
  switch (wait.for) {
    case 'file':
      return wait.received
        ? 'It has a file, and waits to be told that it is complete'
        : 'It waits for its file to be uploaded';
    case 'retry': {
      const failure = wait.error === undefined ? '' : ` with ${quoted(wait.error)}`;
      const left = counted(wait.retriesLeft, 'more retry', 'more retries');
      return `It waits until ${iso(wait.until)} (${duration(Math.max(0, wait.until - now))}) for its next attempt; the last one failed${failure}, and ${left} would follow`;
    }
    case 'session':
      return 'Jobs of its session run one after another: it waits for an earlier one to end';
    case 'lane':
      return `As many ${wait.lane} jobs of its tenant run as may (${limit?.name ?? 'the limit'} = ${wait.maxRunning}): it waits for one of them to end`;
    case 'alone':
      return wait.own
        ? `Its engine went down under it twice, so it must run with nothing beside it: it waits for ${counted(wait.jobs.length, 'job')} of its tenant to end`
        : 'It waits for a job of its tenant that must run with nothing beside it';
    case 'slot': {
      const held =
        wait.unconfirmed === 0 ? '' : `, ${wait.unconfirmed} by stops that the engine has not confirmed`;
      return `All ${counted(wait.slots, 'slot')} of this server are taken${held} (--engine-slots)`;
    }
    case 'turn':
      return 'Nothing is in its way: it is about to be taken';
    case 'node':
      return NODE_WORDS[wait.because];
    case 'store':
      return 'The store failed when jobs were to be taken (the log says how); it is tried again every few seconds';
  }
}

const NODE_WORDS = {
  'no-slots': 'This server runs no jobs (--engine-slots 0)',
  starting: 'This server has not begun to run jobs',
  closing: 'This server closes and takes no more jobs: it runs after the next start',
} as const;

function aheadWords({ wait, ahead: { count, lanes, lanesOfOthers } }: WaitingReason): string {
  if (wait.for === 'file' || wait.for === 'retry' || wait.for === 'node') return '';
  const jobs =
    count === 0
      ? 'no job of its queue is ahead of it'
      : `${counted(count, 'job')} of its queue ${count === 1 ? 'is' : 'are'} ahead of it`;
  const queues = lanes + lanesOfOthers;
  const turns =
    queues === 0
      ? ''
      : `, and ${counted(queues, 'other queue')} ${queues === 1 ? 'has its' : 'have their'} turn first`;
  return `; ${jobs}${turns}`;
}

function attemptWords(reason: AttemptReason, running: boolean, limit: LimitView | undefined): string {
  const { attempt, phase, units, phaseMs, time, progress, perSecond, quietMs } = reason;
  const statement = units === 1 ? 'its statement' : `statement ${phase.unit} of ${units}`;
  const doing =
    phase.name === 'gate'
      ? `is held at the gate ${phase.gate}`
      : PHASE_WORDS[phase.name].replace('{statement}', statement);
  const parts = [`Attempt ${attempt} ${doing}, for ${duration(phaseMs)} now`];
  if (running && (phase.name === 'statement' || phase.name === 'load')) {
    const share = progress.fraction === undefined ? '' : `${Math.floor(progress.fraction * 100)} %, `;
    const rate = perSecond === undefined ? '' : ` (${counted(perSecond.rows, 'row')} a second)`;
    parts.push(`${share}${counted(progress.rows, 'row')}${rate}`);
    if (quietMs !== undefined && quietMs >= QUIET_MS) parts.push(`no progress for ${duration(quietMs)}`);
  }
  if (time !== undefined)
    parts.push(
      `${duration(time.leftMs)} left of the ${duration(time.limitMs)} that ${time.limit === 'unitMs' ? 'a statement' : 'an attempt'} may take (${limit?.name ?? 'its limit'})`,
    );
  return `${parts.join('; ')}.`;
}

/** Progress comes several times a second where the engine can tell it; shorter pauses say nothing. */
const QUIET_MS = 10_000;

const PHASE_WORDS = {
  compile: 'compiles {statement}',
  'engine-place':
    'waits for the tenant’s engine to let it in, since a job there must run with nothing beside it',
  'engine-process': 'waits for the tenant’s engine to start',
  'engine-snapshot': 'waits for the engine to open its view of the data',
  'record-start': 'records its start',
  statement: 'runs {statement}',
  load: 'loads its rows',
  report: 'writes what became of its rows',
  publish: 'puts the result file of {statement} in place',
  'put-away': 'puts away what it held',
} as const;

function stoppingWords({ cause, requestedBy, ladder, endsAs }: StoppingReason): string {
  const by =
    requestedBy === undefined ? CAUSE_WORDS[cause] : `as ${requestedBy.name} asked via ${requestedBy.via}`;
  const end = endsAs === 'queued' ? 'Then it is queued again' : `It ends as ${endsAs}`;
  return `It is being stopped, ${by}: ${rungWords(ladder)}. ${end}.`;
}

function rungWords(ladder: StoppingReason['ladder']): string {
  switch (ladder?.rung) {
    case 'engine':
      return `the engine is told to end its statement, and its process is killed at ${iso(ladder.killAt)} if it has not by then`;
    case 'put-away':
      return 'the engine has ended its statement, and what the attempt held is put away';
    case 'count':
      return 'the engine has ended its work, and says what was written';
    case 'settle':
      return 'everything of it has ended, and that is being recorded';
    case 'unconfirmed':
      return 'the engine has not confirmed that its statement ended; it is asked again every few seconds, and the slot stays taken';
    default:
      return 'another node, or this one within seconds, carries it out';
  }
}

const CAUSE_WORDS = {
  user: 'as its user asked',
  limit: 'since it took longer than an attempt may',
  shutdown: 'since the server closes',
  'lost-lease': 'since its node could not keep its claim',
} as const;

function failureWords(error: JobError | undefined): string {
  if (error === undefined) return 'It failed; no reason was recorded.';
  return `It failed, ${FAILURE_WORDS[error.kind]}: ${quoted(error.message)}.`;
}

const FAILURE_WORDS: Readonly<Record<JobError['kind'], string>> = {
  user: 'since the statement is at fault',
  'time-limit': 'since it took longer than it may',
  'input-rows': 'since it read more rows of one table than it may',
  'output-rows': 'since it gave more rows than it may',
  memory: 'since it needed more memory than it may have',
  temporary: 'after all its retries, for a reason that may pass',
  unavailable: 'after all its retries, since the engine could not be reached or started',
  storage: 'after all its retries, since its result could not be stored',
  internal: 'for a reason inside the server that its log tells',
};

function limitWords({ name, figure, toChange }: LimitView, limit: keyof JobLimits): string {
  if (figure === undefined) return `What holds is ${name}; to change it, ${toChange}`;
  const text =
    limit === 'attemptMs' || limit === 'unitMs'
      ? duration(figure)
      : counted(figure, limit === 'memoryBytes' ? 'byte' : 'row');
  return `The limit ${name} is ${text}; to change it, ${toChange}`;
}
