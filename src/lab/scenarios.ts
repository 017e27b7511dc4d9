import { didYouMean } from '../config/suggestion.ts';
import { listed } from './read-fields.ts';
import { RuleError, type RuleInput } from './rule.ts';

/** Rules under a name, for what every client meets one day (operating.md §5). */
export interface Scenario {
  readonly name: string;
  readonly happens: string;
  readonly teaches: string;
  /** What a client does that is right, and one that is not. */
  readonly right: string;
  readonly wrong: string;
  /** What the doctor says of the wrong one. */
  readonly finding: string;
  readonly rules: readonly RuleInput[];
  /** Where it means nothing elsewhere. */
  readonly families?: readonly string[];
}

const QUERIES: readonly string[] = ['aqua', 'data-query', 'query-runs'];

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'cancel-loses',
    happens: 'The job completes just before its stop is decided.',
    teaches: 'A stop can lose: the job is complete, and its result is there.',
    right: 'reads the job after a refused stop, and takes its result',
    wrong: 'takes the job for stopped, and never downloads its result',
    finding: 'result-never-downloaded',
    rules: [
      { at: 'before-publish', do: { hold: true, until: 'stop-asked' } },
      { match: { call: 'stop' }, at: 'request', do: { hold: true, until: 'job-ended' } },
    ],
  },
  {
    name: 'cancel-wins-late',
    happens: 'The result is written, and the job waits before it completes: its stop still wins.',
    teaches: 'A stop that is confirmed holds, however far the job was.',
    right: 'takes the answer of the stop for the end',
    wrong: 'polls on and waits for a result that never comes',
    finding: 'polled-after-its-end',
    rules: [{ at: 'before-publish', do: { hold: true } }],
  },
  {
    name: 'stuck-then-killed',
    happens: 'The engine hangs; the stop has to kill it, which takes the grace (--stop-grace).',
    teaches: 'A stop may take a second, and is certain then.',
    right: 'asks for its stop, and waits until it has stopped',
    wrong: 'gives up waiting without a stop, and submits the same again beside it',
    finding: 'same-query-twice-at-once',
    rules: [{ at: 'running', do: { freezeEngine: true } }],
  },
  {
    name: 'expired-file',
    happens: 'The link is dead when it is first used (in AQuA: the file).',
    teaches: 'Links live shorter than jobs.',
    right: 'reads the job again for a new link; where the file is gone, submits again',
    wrong: 'fetches the dead link again and again',
    finding: 'dead-link-fetched-again',
    rules: [{ match: { call: 'download' }, at: 'request', do: { expire: 'link' } }],
  },
  {
    name: 'expired-token',
    happens: 'The token ends between two polls.',
    teaches: 'A job outlives the token that submitted it.',
    right: 'asks for a new token at a 401, and polls on',
    wrong: 'sends the dead token again and again',
    finding: 'dead-token-used-again',
    rules: [{ match: { call: 'read' }, at: 'request', do: { expire: 'token' } }],
  },
  {
    name: 'quota-full',
    happens: 'Three submits are refused as a full queue refuses them.',
    teaches: 'A refusal for load passes, after the time that it names.',
    right: 'waits for Retry-After, then submits again',
    wrong: 'submits again at once',
    finding: 'tried-again-too-soon',
    rules: [{ match: { call: 'submit' }, at: 'request', do: { full: true }, times: 3 }],
  },
  {
    name: 'three-hours-later',
    happens: 'Three hours of business time pass while the query runs: it fails by its time limit.',
    teaches: 'What runs too long fails, and fails again when it is only repeated.',
    right: 'reports the error and stops polling',
    wrong: 'waits for nothing but its completion, and polls on',
    finding: 'polled-after-its-end',
    rules: [{ at: 'running', do: { advance: '3h' } }],
    families: QUERIES,
  },
  {
    name: 'flaky-network',
    happens:
      'The reply to the submit is lost after the job was made, then a poll is lost, then one is answered 503.',
    teaches: 'A lost reply says nothing of the work: it may be done.',
    right: 'submits again under the same Idempotency-Key, and polls again after Retry-After',
    wrong: 'submits again without one: the query runs twice',
    finding: 'same-query-twice-at-once',
    rules: [
      { match: { call: 'submit' }, at: 'before-acknowledge', do: { drop: true } },
      { match: { call: 'read' }, at: 'request', do: { drop: true } },
      { match: { call: 'read' }, at: 'request', do: { fail: { status: 503, retryAfter: 1 } } },
    ],
  },
  {
    name: 'half-a-download',
    happens: 'The connection closes in the middle of the file.',
    teaches: 'The end of a stream is not the end of a file.',
    right: 'compares what came with Content-Length, and fetches the rest (Range) or all again',
    wrong: 'takes half a file for the whole',
    finding: 'half-a-download-taken-for-whole',
    rules: [{ match: { call: 'download' }, at: 'before-acknowledge', do: { truncate: '50%' } }],
  },
  {
    name: 'crash-while-running',
    happens: 'The engine dies while it runs the job; the job is run again by itself.',
    teaches: 'Retrying is the server’s work: the job keeps its id.',
    right: 'polls on',
    wrong: 'submits the query again beside the job',
    finding: 'same-query-twice-at-once',
    rules: [{ at: 'running', do: { killEngine: true } }],
  },
  {
    name: 'slow-poll',
    happens: 'The job runs for three seconds and shows nothing new meanwhile.',
    teaches: 'A job takes the time that it takes.',
    right: 'polls with growing pauses',
    wrong: 'polls as fast as it can',
    finding: 'polled-faster-than-it-changes',
    rules: [{ at: 'running', do: { delay: '3s' } }],
  },
];

/** @throws RuleError with a suggestion */
export function scenarioNamed(name: string): Scenario {
  const found = SCENARIOS.find((scenario) => scenario.name === name);
  if (found !== undefined) return found;
  const names = SCENARIOS.map((scenario) => scenario.name);
  throw new RuleError(
    'bad',
    `There is no scenario "${name.slice(0, 64)}"${didYouMean(name, names)}; use ${listed(names)}`,
  );
}
