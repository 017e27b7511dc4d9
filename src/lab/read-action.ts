import { DURATION_FORM, parseDuration } from '../config/quantities.ts';
import type { GatePoint } from '../ports/gates.ts';
import { bad, countOf, type Fields, fieldsOf, listed, oneOf, shown, textOf } from './read-fields.ts';
import { type Action, type Fault, HOLD_ENDS, isRequestGate, type RuleDo } from './rule.ts';

type Kind = Action['kind'];

/** What may be done at which gates, in words and by name. */
const AT: Readonly<Record<Kind, { readonly gates: readonly GatePoint[]; readonly why: string }>> = {
  hold: all('everything can be held'),
  delay: all('everything can be delayed'),
  fail: {
    gates: ['request', 'before-start', 'running', 'before-publish', 'before-acknowledge'],
    why: 'after its publishing a job has completed, and nothing can fail it any more',
  },
  drop: { gates: ['request', 'before-acknowledge'], why: 'only requests have a connection' },
  truncate: { gates: ['request', 'before-acknowledge'], why: 'only requests have an answer' },
  full: { gates: ['request'], why: 'only requests submit' },
  expire: { gates: ['request'], why: 'only requests carry tokens and ask for files' },
  advance: {
    gates: ['request', 'before-start', 'running', 'before-publish', 'after-publish'],
    why: 'when a reply leaves, its moment has passed',
  },
  killEngine: {
    gates: ['before-start', 'running', 'before-publish', 'after-publish'],
    why: 'only jobs have an engine',
  },
  freezeEngine: { gates: ['running'], why: 'elsewhere the engine does nothing that could stop' },
};

function all(why: string) {
  return {
    gates: ['request', 'before-start', 'running', 'before-publish', 'after-publish', 'before-acknowledge'],
    why,
  } as const;
}

const KINDS = Object.keys(AT) as Kind[];
const KEYS = [...KINDS, 'until'] as const satisfies readonly (keyof RuleDo)[];

/** @throws RuleError, also for what can never be done at this gate */
export function readAction(value: unknown, at: GatePoint): Action {
  const given = fieldsOf(value, 'do', KEYS);
  const [kind, ...more] = KINDS.filter((name) => given[name] !== undefined);
  if (kind === undefined) throw bad(`do says nothing to do; use one of ${listed(KINDS)}`);
  if (more.length > 0)
    throw bad(`do must say one thing, not ${listed([kind, ...more])}: make a rule for each`);
  const { gates, why } = AT[kind];
  if (!gates.includes(at))
    throw bad(`do.${kind} is of no use at "${at}": ${why}; use it at ${listed(gates.map((g) => `"${g}"`))}`);
  if (given['until'] !== undefined && kind !== 'hold')
    throw bad(`do.until says when a hold ends; it goes with "hold", not with "${kind}"`);
  return actionOf(kind, given, at);
}

function actionOf(kind: Kind, given: Fields, at: GatePoint): Action {
  const where = `do.${kind}`;
  const value = given[kind];
  switch (kind) {
    case 'hold': {
      yes(value, where);
      const until = given['until'];
      if (until === undefined) return { kind };
      const end = oneOf(until, 'do.until', HOLD_ENDS);
      if (end === 'job-ended' && !isRequestGate(at))
        throw bad(
          `do.until "job-ended" can never come at "${at}": a job that is held there does not end; use it at "request"`,
        );
      return { kind, until: end };
    }
    case 'delay':
    case 'advance':
      return { kind, ms: timeOf(value, where) };
    case 'fail':
      return { kind, fault: readFault(value, at) };
    case 'truncate':
      return { kind, ...cutOf(value) };
    case 'expire':
      return { kind, what: oneOf(value, where, ['token', 'link']) };
    default:
      yes(value, where);
      return { kind };
  }
}

const FAULT_KEYS = [
  'status',
  'code',
  'message',
  'retryable',
  'retryAfter',
] as const satisfies readonly (keyof Fault)[];

function readFault(value: unknown, at: GatePoint): Fault {
  const given = fieldsOf(value, 'do.fail', FAULT_KEYS);
  const { status, code, message, retryable, retryAfter } = given;
  const ofRequest = isRequestGate(at);
  for (const key of ['status', 'retryAfter'])
    if (given[key] !== undefined && !ofRequest)
      throw bad(`do.fail.${key} is of no use at "${at}": a job that fails has none; use it at "request"`);
  if (retryable !== undefined && ofRequest)
    throw bad(
      `do.fail.retryable is of no use at "${at}": whether to send a request again is its client's to decide`,
    );
  return {
    ...(status !== undefined && { status: countOf(status, 'do.fail.status', 400, 599) }),
    ...(code !== undefined && {
      code: textOf(typeof code === 'number' ? String(code) : code, 'do.fail.code'),
    }),
    ...(message !== undefined && { message: textOf(message, 'do.fail.message') }),
    ...(retryable !== undefined && { retryable: flagOf(retryable) }),
    ...(retryAfter !== undefined && { retryAfter: countOf(retryAfter, 'do.fail.retryAfter', 0) }),
  };
}

function yes(value: unknown, where: string): void {
  if (value !== true)
    throw bad(`${where} must be true, not ${shown(value)}; leave the rule out to have none`);
}

function flagOf(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw bad(`do.fail.retryable must be true or false, not ${shown(value)}`);
}

/** @throws RuleError */
export function timeOf(value: unknown, where: string): number {
  const ms = typeof value === 'string' || typeof value === 'number' ? parseDuration(value) : undefined;
  if (ms === undefined) throw bad(`${where}: ${shown(value)} is not allowed; use ${DURATION_FORM}`);
  return ms;
}

function cutOf(value: unknown): { readonly bytes: number } | { readonly share: number } {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return { bytes: value };
  const percent = typeof value === 'string' ? /^(\d{1,2})%$/.exec(value)?.[1] : undefined;
  if (percent === undefined)
    throw bad(`do.truncate: ${shown(value)} is not allowed; use a number of bytes, or a share such as "50%"`);
  return { share: Number(percent) / 100 };
}
