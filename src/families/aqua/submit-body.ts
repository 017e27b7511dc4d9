import type { Choices } from '../../config/choices.ts';
import { malformed } from './refusals.ts';
import { TolerantFields } from './tolerant-fields.ts';
import { whenGiven } from './when-given.ts';

/** A submit as its client wrote it, in one form (aqua.md §1.4). What is absent was not sent, or as null. */
export interface AquaRequest {
  readonly queries: readonly AquaQuery[];
  readonly name?: string;
  /** `1.0`, `1.1`, … */
  readonly version: string;
  readonly format: 'csv' | 'zip' | 'gzip';
  readonly encrypted: 'none' | 'pgp';
  readonly partner?: string;
  readonly project?: string;
  readonly dateTimeUtc: boolean;
  readonly useQueryLabels: boolean;
  readonly nullReplacement: string;
  readonly incrementalTime?: string;
  /** Seconds, 0 to 3600. */
  readonly offset: number;
  readonly notifyUrl?: string;
  readonly useLastCompletedJobQueries: boolean;
  readonly sourceData: 'LIVE' | 'WAREHOUSE';
}

export interface AquaQuery {
  readonly name?: string;
  /** As sent. */
  readonly query: string;
  readonly type: 'zoql' | 'zoqlexport';
  readonly apiVersion: string;
  readonly deleted?: DeletedSetting;
  readonly convertToCurrencies?: string;
}

/** Of `deleted`, as sent. */
export interface DeletedSetting {
  readonly column: string;
  readonly format: string;
  readonly forceExport?: boolean;
}

/** What counts where a query names none (aqua.md §1.4). */
const LATEST_API_VERSION = '145.0';
const LONGEST_OFFSET_S = 3600;
/** It stands for every null of a file: ours, so that a result cannot be made larger than its data without bounds. */
const LONGEST_NULL_REPLACEMENT = 1000;
/** Of a job, a query, a partner or a project: more than any client sends (aqua.md §1.4), and no more than a list can show. Ours. */
const LONGEST_NAME = 1000;
/** All codes that there are, and some more: each is a join. Ours. */
const LONGEST_CURRENCIES = 1000;
/** Faults that are told of one body: ours. */
const MOST_FAULTS = 20;
/** It becomes a label: ours. */
const LONGEST_COLUMN = 255;

export type BodyChoices = Pick<Choices, 'aqua.defaultType' | 'aqua.offsetRange'>;

/**
 * Reads the body of a submit: keys that nobody knows are ignored, what is wrong is told at once.
 * @throws Refusal as aqua.md §3.4 has it
 */
export function readSubmit(body: unknown, choices: BodyChoices): AquaRequest {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw malformed('it must be one JSON object');
  const faults: string[] = [];
  const fields = new TolerantFields({ ...body }, faults);
  const request = readFields(fields, choices, faults);
  if (faults.length > 0) throw malformed(faults.slice(0, MOST_FAULTS).join('; '));
  return request;
}

function readFields(fields: TolerantFields, choices: BodyChoices, faults: string[]): AquaRequest {
  return {
    queries: fields.items('queries', (query) => readQuery(query, choices)) ?? [],
    ...whenGiven('name', fields.text('name', LONGEST_NAME)),
    version: fields.version('version') ?? '1.0',
    format: fields.oneOf('format', ['csv', 'zip', 'gzip']) ?? 'csv',
    encrypted: fields.oneOf('encrypted', ['none', 'pgp']) ?? 'none',
    ...whenGiven('partner', fields.text('partner', LONGEST_NAME) || undefined),
    ...whenGiven('project', fields.text('project', LONGEST_NAME) || undefined),
    dateTimeUtc: fields.boolean('dateTimeUtc') ?? false,
    useQueryLabels: fields.boolean('useQueryLabels') ?? false,
    nullReplacement: fields.text('nullReplacement', LONGEST_NULL_REPLACEMENT) ?? '',
    ...whenGiven('incrementalTime', fields.text('incrementalTime') || undefined),
    offset: readOffset(fields, choices, faults),
    ...whenGiven('notifyUrl', fields.text('notifyUrl') || undefined),
    useLastCompletedJobQueries: fields.boolean('useLastCompletedJobQueries') ?? false,
    sourceData: fields.oneOf('sourceData', ['LIVE', 'WAREHOUSE']) ?? 'LIVE',
  };
}

function readQuery(fields: TolerantFields, choices: BodyChoices): AquaQuery {
  return {
    ...whenGiven('name', fields.text('name', LONGEST_NAME)),
    query: fields.needed('query'),
    type: fields.oneOf('type', ['zoql', 'zoqlexport']) ?? choices['aqua.defaultType'],
    apiVersion: fields.version('apiVersion') ?? LATEST_API_VERSION,
    ...whenGiven('deleted', fields.object('deleted', readDeleted)),
    ...whenGiven('convertToCurrencies', fields.text('convertToCurrencies', LONGEST_CURRENCIES) || undefined),
  };
}

function readDeleted(fields: TolerantFields): DeletedSetting {
  // Checked in any case, shown as sent.
  fields.oneOf('format', ['Boolean', 'Numeric']);
  return {
    column: fields.needed('column', LONGEST_COLUMN),
    format: fields.text('format') ?? 'Boolean',
    ...whenGiven('forceExport', fields.boolean('forceExport')),
  };
}

function readOffset(fields: TolerantFields, choices: BodyChoices, faults: string[]): number {
  const offset = fields.wholeNumber('offset') ?? 0;
  const clamped = Math.min(Math.max(offset, 0), LONGEST_OFFSET_S);
  if (clamped !== offset && choices['aqua.offsetRange'] === 'refuse')
    faults.push(`offset must be a number from 0 to ${LONGEST_OFFSET_S}`);
  return clamped;
}
