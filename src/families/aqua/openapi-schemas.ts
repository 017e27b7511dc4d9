import type { OpenAPIV3_1 as V3 } from 'openapi-types';
import { REQUEST_ERRORS } from './request-errors.ts';

const HEX: V3.SchemaObject = { type: 'string', pattern: '^[0-9a-f]{32}$' };
const TEXT: V3.SchemaObject = { type: 'string' };
const LOOSE_BOOLEAN: V3.SchemaObject = {
  type: ['boolean', 'string', 'null'],
  description: '`true` or `"true"`',
};
const VERSION: V3.SchemaObject = { type: ['string', 'number', 'null'] };
const JOB_STATUSES = ['submitted', 'executing', 'completed', 'aborted', 'cancelled'];
const BATCH_STATUSES = ['submitted', 'pending', 'executing', 'completed', 'aborted'];

const DELETED: V3.SchemaObject = {
  type: 'object',
  required: ['column'],
  properties: {
    column: { type: 'string', description: 'Name of the first column, which tells whether a row is deleted' },
    format: { type: 'string', description: '`Boolean` (default) or `Numeric`' },
    forceExport: { ...LOOSE_BOOLEAN, description: 'Needed in a stateless job: deleted rows come too' },
  },
};

/** What a job, and a submit that was refused, say again of the request. */
const SAID_AGAIN: Record<string, V3.SchemaObject> = {
  encrypted: { enum: ['none', 'pgp'] },
  useLastCompletedJobQueries: { type: 'boolean' },
  version: TEXT,
  format: { enum: ['CSV', 'ZIP', 'GZIP'] },
  name: { type: 'string', description: 'Only if sent' },
  partner: { type: 'string', description: 'Only if sent' },
  project: { type: 'string', description: 'Only if sent' },
  offset: { type: 'integer' },
  notifyUrl: { type: 'string', description: 'Only if sent' },
  incrementalTime: { type: ['string', 'number'], description: 'Only if sent' },
};
const ALWAYS = ['encrypted', 'useLastCompletedJobQueries', 'version', 'format', 'offset'];

const BATCH: Record<string, V3.SchemaObject> = {
  batchType: { enum: ['zoql', 'zoqlexport'] },
  status: { enum: BATCH_STATUSES },
  localizedStatus: { enum: BATCH_STATUSES, description: 'The same' },
  full: { type: 'boolean', description: 'Takes everything, not only what changed' },
  recordCount: { type: 'integer', minimum: 0 },
  apiVersion: TEXT,
  name: { type: 'string', description: 'Only if sent' },
  query: { type: 'string', description: 'As sent' },
  deleted: { type: 'object', description: 'Only if sent' },
  message: {
    type: 'string',
    description: 'Empty when completed, the reason when aborted; not in the answer to a submit',
  },
};
const BATCH_ALWAYS = ['batchType', 'status', 'localizedStatus', 'full', 'recordCount', 'apiVersion', 'query'];

/** Shapes of aqua.md §1.4–1.6, §3.2. */
export const aquaSchemas: Readonly<Record<string, V3.SchemaObject>> = {
  AquaSubmit: {
    type: 'object',
    description:
      'Booleans also as `"true"`, numbers as texts, enums in any case; null is as if absent; other keys are ignored.',
    properties: {
      queries: {
        type: ['array', 'null'],
        description: '1 to 50. None in a stateful job: those of the last one again',
        items: {
          type: 'object',
          required: ['query'],
          properties: {
            name: { type: ['string', 'null'] },
            query: { type: 'string', description: 'Export ZOQL or ZOQL' },
            type: { type: ['string', 'null'], description: '`zoqlexport` (default) or `zoql`' },
            apiVersion: { ...VERSION, description: 'Comes back' },
            deleted: {
              anyOf: [DELETED, { type: 'array', items: DELETED }, { type: 'null' }],
              description: 'An object, or an array of which the first counts',
            },
            convertToCurrencies: {
              type: ['string', 'null'],
              description: 'ISO codes, comma-separated: money is given in these too',
            },
          },
        },
      },
      name: { type: ['string', 'null'] },
      version: {
        ...VERSION,
        description: '`1.0` (default): stateless; from `1.1` on with partner and project stateful',
      },
      format: { type: ['string', 'null'], description: '`csv` (default), `zip` or `gzip`' },
      encrypted: { type: ['string', 'null'], description: '`none` (default) or `pgp`' },
      partner: { type: ['string', 'null'], description: 'With project: the session of a stateful job' },
      project: { type: ['string', 'null'] },
      dateTimeUtc: { ...LOOSE_BOOLEAN, description: 'Date-times in UTC, else in the zone of the tenant' },
      useQueryLabels: { ...LOOSE_BOOLEAN, description: 'Header `Account.Name`, else `Account: Name`' },
      nullReplacement: { type: ['string', 'null'], description: 'Stands for null' },
      incrementalTime: {
        type: ['string', 'null'],
        description: '`2026-03-04 10:11:12`: what changed from then on; the session stays where it was',
      },
      offset: {
        type: ['integer', 'string', 'null'],
        description: 'Seconds, 0 to 3600: what changed until so long ago',
      },
      notifyUrl: {
        type: ['string', 'null'],
        description: 'Called at the end; the placeholders JOBID and STATUS are filled in',
      },
      useLastCompletedJobQueries: LOOSE_BOOLEAN,
      sourceData: { type: ['string', 'null'], description: 'Changes nothing' },
    },
  },
  AquaJob: {
    type: 'object',
    description: 'Keys that do not apply are absent, never null.',
    required: ['id', 'status', 'batches', ...ALWAYS],
    properties: {
      id: HEX,
      status: { enum: JOB_STATUSES },
      ...SAID_AGAIN,
      sourceData: { enum: ['LIVE', 'WAREHOUSE'], description: 'Not in the answer to a submit' },
      startTime: {
        type: 'string',
        description: 'Once it has started; in the zone of the tenant. Not in the answer to a submit',
      },
      batches: { type: 'array', items: { $ref: '#/components/schemas/AquaBatch' } },
    },
    additionalProperties: false,
  },
  AquaBatch: {
    type: 'object',
    required: ['batchId', ...BATCH_ALWAYS],
    properties: {
      batchId: HEX,
      ...BATCH,
      fileId: { ...HEX, description: 'When completed, unless it has segments' },
      segments: { type: 'array', items: HEX, description: 'With `--file-segmentation`, of a full load' },
    },
    additionalProperties: false,
  },
  AquaError: {
    type: 'object',
    description: 'With status 200. Of a submit it has the job as it would have been.',
    required: ['errorCode', 'message', 'status'],
    properties: {
      errorCode: { enum: Object.keys(REQUEST_ERRORS) },
      message: TEXT,
      status: { const: 'error' },
      id: {
        ...HEX,
        description:
          'Of a job that had ended, or of no job at all where the submit named partner and project',
      },
      batches: {
        type: 'array',
        items: { type: 'object', required: BATCH_ALWAYS, properties: BATCH, additionalProperties: false },
      },
      ...SAID_AGAIN,
    },
    additionalProperties: false,
  },
};
