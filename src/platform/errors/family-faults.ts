import type { FastifyRequest } from 'fastify';
import type { JobError } from '../../jobs/job.ts';
import type { Family } from '../family.ts';
import { filledText } from './filled-text.ts';
import type { Refusal } from './refusal.ts';

/** The documented errors of a family by code, so that a lab can have each of them come (operating.md §5). */
export interface FamilyFaults {
  /** Codes of refusals of requests: the names of the family's table, and the codes on its wire. */
  readonly refusals: readonly string[];
  /** @param code one of `refusals` */
  refusal(code: string, request: FastifyRequest, given: GivenFault): Refusal;
  /** What a failed job with this code has failed of: codes on the wire, and the core's kinds. */
  readonly endings: ReadonlyMap<string, JobError['kind']>;
}

/** What stands in the place of what is documented. */
export interface GivenFault {
  readonly status?: number;
  readonly message?: string;
  /** Beside those that the error has. */
  readonly headers?: Readonly<Record<string, string>>;
}

const KINDS: readonly JobError['kind'][] = [
  'user',
  'time-limit',
  'input-rows',
  'output-rows',
  'memory',
  'temporary',
  'unavailable',
  'storage',
  'internal',
];

/** The errors that there are, by the families that have them. */
export function knownFaults(families: readonly Pick<Family, 'name' | 'faults'>[]) {
  return families.flatMap(({ name, faults }) => (faults === undefined ? [] : [{ family: name, ...faults }]));
}

/** A code that several kinds have stands for the first of them. */
export function endingsByCode(
  errors?: Readonly<Record<JobError['kind'], { readonly code?: string }>>,
): ReadonlyMap<string, JobError['kind']> {
  const endings = new Map<string, JobError['kind']>(KINDS.map((kind) => [kind, kind]));
  for (const kind of KINDS) {
    const code = errors?.[kind].code;
    if (code !== undefined && !endings.has(code)) endings.set(code, kind);
  }
  return endings;
}

/** What is filled into a text that nothing else is known for. */
const SAMPLES: Readonly<Record<string, string | number>> = {
  field: 'name',
  fault: "'name' is not allowed",
  faults: "'name' is not allowed",
  max: 50,
  most: 50_000,
  object: 'Account',
  objectType: 'Account',
  jobType: 'Import',
  supported: 'Import, Update',
  allowed: 'what is documented',
  form: 'field.EQ:value',
  status: 'Completed',
  suggestion: '',
};

/** A documented text as it would come: about the job that the request names. */
export function sampledText(text: string, request: FastifyRequest): string {
  const { id } = (request.params ?? {}) as { readonly id?: string };
  return filledText(text, { ...SAMPLES, id: id ?? '00000000-0000-4000-8000-000000000000' });
}
