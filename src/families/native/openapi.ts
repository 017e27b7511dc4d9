import { type ApiPart, inQuery, json, schemaRef } from '../../platform/openapi/api-part.ts';
import { EXAMPLE_JOB, EXAMPLE_QUERY, EXAMPLE_USER } from '../../platform/openapi/example-ids.ts';
import { catalogueDocument } from './openapi-catalogue.ts';
import { dataDocument } from './openapi-data.ts';
import { doctorDocument } from './openapi-doctor.ts';
import { queriesDocument } from './openapi-queries.ts';
import { requestsDocument } from './openapi-requests.ts';
import {
  COUNT,
  FOREIGN_JOB,
  JOB_ID,
  job,
  NO_SUCH_JOB,
  problem,
  refused,
  STATES,
  TEXT,
  TIME,
} from './openapi-shapes.ts';
import { whyDocument } from './openapi-why.ts';

const STEPS = ['recorded', 'dequeued', 'interrupted', 'killed', 'engine-confirmed', 'swept', 'unconfirmed'];

const FAILED = {
  id: EXAMPLE_JOB.failed,
  family: 'data-query',
  state: 'failed',
  wireStatus: 'failed',
  submittedAt: '2026-11-25T10:11:12.345Z',
  endedAt: '2026-11-25T10:11:12.371Z',
  principal: { userId: EXAMPLE_USER.id, name: EXAMPLE_USER.name },
  progress: { rows: 0, bytes: 0 },
  units: [{ name: 'data-query', query: EXAMPLE_QUERY.failed, state: 'failed', files: [] }],
  attempts: 0,
  error: { kind: 'user', message: "line 1:8: Column 'nope' cannot be resolved", unit: 1 },
} as const;

const TIMELINE = [
  { at: '2026-11-25T10:11:12.345Z', event: 'submitted' },
  { at: '2026-11-25T10:11:12.349Z', event: 'claimed', detail: 'by node-1f6c03ab' },
  { at: '2026-11-25T10:11:12.371Z', event: 'failed', detail: FAILED.error.message },
] as const;

const RECEIPT = {
  jobId: EXAMPLE_JOB.running,
  requestedAt: '2026-11-25T10:11:20.002Z',
  requestedBy: EXAMPLE_USER.name,
  via: 'native',
  wasState: 'running',
  steps: [
    { step: 'recorded', at: '2026-11-25T10:11:20.004Z', ms: 2 },
    { step: 'interrupted', at: '2026-11-25T10:11:20.019Z', ms: 17 },
    { step: 'swept', at: '2026-11-25T10:11:20.021Z', ms: 19, detail: 'nothing was left' },
  ],
  endedBy: 'interrupted',
  totalMs: 19,
  filesKept: [],
  filesRemoved: [],
} as const;

/** Sluice's own API (operating.md §4). */
export const nativePart: ApiPart = {
  tag: { name: 'native', description: 'Sluice’s own API over the jobs of all families' },
  errorSchema: 'Problem',
  schemas: {
    ...whyDocument.schemas,
    ...requestsDocument.schemas,
    ...doctorDocument.schemas,
    ...queriesDocument.schemas,
    ...catalogueDocument.schemas,
    ...dataDocument.schemas,
    Problem: {
      type: 'object',
      description: 'RFC 9457; `detail` says what is wrong and what is allowed.',
      required: ['type', 'title', 'status', 'detail', 'instance', 'requestId'],
      properties: {
        type: TEXT,
        title: TEXT,
        status: { type: 'integer' },
        detail: TEXT,
        instance: TEXT,
        requestId: { type: 'string', format: 'uuid' },
      },
    },
    Job: {
      type: 'object',
      description: 'In the core’s words. Keys that do not apply are absent, never null.',
      required: ['id', 'family', 'state', 'submittedAt', 'principal', 'progress', 'units', 'attempts'],
      properties: {
        id: TEXT,
        family: TEXT,
        state: { enum: STATES },
        wireStatus: { type: 'string', description: 'The family’s word' },
        submittedAt: TIME,
        startedAt: TIME,
        endedAt: TIME,
        principal: { type: 'object', required: ['userId', 'name'], properties: { userId: TEXT, name: TEXT } },
        trackId: TEXT,
        progress: schemaRef('Progress'),
        units: { type: 'array', items: schemaRef('JobUnit') },
        attempts: COUNT,
        timeline: {
          type: 'array',
          items: {
            type: 'object',
            required: ['at', 'event'],
            properties: { at: TIME, event: TEXT, detail: TEXT },
          },
        },
        receipt: schemaRef('Receipt'),
        error: schemaRef('JobError'),
      },
    },
    JobError: {
      type: 'object',
      description: 'Why a job failed, and at which of its units',
      required: ['kind', 'message', 'unit'],
      properties: { kind: TEXT, message: TEXT, unit: COUNT },
    },
    JobUnit: {
      type: 'object',
      description: 'One statement of the job with its result file; or, of bulk data, what it loads',
      required: ['name', 'state', 'files'],
      properties: {
        name: TEXT,
        query: TEXT,
        load: {
          type: 'object',
          description: 'In the place of a query',
          required: ['action', 'object'],
          properties: { action: { enum: ['import', 'update', 'delete', 'cancel'] }, object: TEXT },
        },
        loaded: {
          type: 'object',
          description: 'Of a load that has ended: records of its file where known, and what became of them',
          required: ['succeeded', 'failed'],
          properties: { rows: COUNT, succeeded: COUNT, failed: COUNT },
        },
        state: { enum: ['waiting', 'running', 'completed', 'failed', 'interrupted'] },
        rows: COUNT,
        bytes: COUNT,
        files: {
          type: 'array',
          items: {
            type: 'object',
            required: ['name', 'sha256', 'url'],
            properties: { name: TEXT, sha256: TEXT, url: TEXT },
          },
        },
      },
    },
    Progress: {
      type: 'object',
      required: ['rows', 'bytes'],
      properties: {
        fraction: { type: 'number', minimum: 0, maximum: 1 },
        rows: COUNT,
        bytes: COUNT,
        failed: { ...COUNT, description: 'Of a load: rows that were rejected' },
        of: { ...COUNT, description: 'Of a load: records of its file, once known' },
      },
    },
    Receipt: {
      type: 'object',
      description: 'Proof of a stop. `ms` since it was requested.',
      required: [
        'jobId',
        'requestedAt',
        'requestedBy',
        'via',
        'wasState',
        'steps',
        'endedBy',
        'totalMs',
        'filesKept',
        'filesRemoved',
      ],
      properties: {
        jobId: TEXT,
        requestedAt: TIME,
        requestedBy: TEXT,
        via: TEXT,
        wasState: { enum: STATES },
        steps: {
          type: 'array',
          items: {
            type: 'object',
            required: ['step', 'at', 'ms'],
            properties: { step: { enum: STEPS }, at: TIME, ms: { type: 'number' }, detail: TEXT },
          },
        },
        endedBy: { enum: STEPS },
        totalMs: { type: 'number' },
        filesKept: { type: 'array', items: TEXT },
        filesRemoved: { type: 'array', items: TEXT },
        rowsWritten: COUNT,
      },
    },
  },
  paths: {
    ...whyDocument.paths,
    ...requestsDocument.paths,
    ...doctorDocument.paths,
    ...queriesDocument.paths,
    ...catalogueDocument.paths,
    ...dataDocument.paths,
    '/sluice/v1/jobs': {
      get: {
        operationId: 'listJobs',
        summary: 'Jobs of all families, newest first',
        parameters: [
          inQuery('family', 'Only jobs of this family', TEXT, { failed: 'data-query' }),
          inQuery(
            'state',
            'Only jobs in this state',
            { enum: STATES },
            { failed: 'failed', badState: 'done' },
          ),
          inQuery(
            'limit',
            'How many',
            { type: 'integer', minimum: 1, maximum: 1000, default: 20 },
            { failed: 1 },
          ),
          inQuery('cursor', '`nextCursor` of the page before', TEXT),
        ],
        responses: {
          200: {
            description: 'A page; `nextCursor` where there are more.',
            content: json(
              {
                type: 'object',
                required: ['jobs'],
                properties: { jobs: { type: 'array', items: schemaRef('Job') }, nextCursor: TEXT },
                additionalProperties: false,
              },
              { failed: { jobs: [FAILED] } },
            ),
          },
          400: refused('A parameter is not one of those allowed.', {
            badState: problem(
              400,
              'Bad Request',
              'state must be one of open, queued, running, stopping, completed, failed, stopped, not "done"',
              '/sluice/v1/jobs',
            ),
          }),
        },
      },
    },
    '/sluice/v1/jobs/{id}': {
      get: {
        operationId: 'getJob',
        summary: 'One job, with its timeline and receipt',
        parameters: [
          JOB_ID({
            failed: EXAMPLE_JOB.failed,
            otherUser: EXAMPLE_JOB.completed,
            unknown: EXAMPLE_JOB.unknown,
          }),
        ],
        responses: {
          200: {
            description: 'The job.',
            content: json(schemaRef('Job'), { failed: { ...FAILED, timeline: TIMELINE } }),
          },
          403: refused('The job of another user, for callers who are no administrators.', {
            otherUser: problem(403, 'Forbidden', FOREIGN_JOB, job(EXAMPLE_JOB.completed)),
          }),
          404: refused('No such job in this tenant, or no longer.', {
            unknown: problem(404, 'Not Found', NO_SUCH_JOB, job(EXAMPLE_JOB.unknown)),
          }),
        },
      },
    },
    '/sluice/v1/jobs/{id}/stop': {
      post: {
        operationId: 'stopJob',
        summary: 'Stops a job, whatever its family',
        description: 'The answer comes when the work has ended.',
        parameters: [
          JOB_ID({
            running: EXAMPLE_JOB.running,
            completed: EXAMPLE_JOB.completed,
            otherUser: EXAMPLE_JOB.completed,
            unknown: EXAMPLE_JOB.unknown,
          }),
        ],
        responses: {
          200: {
            description: 'The receipt.',
            content: json(schemaRef('Receipt'), { running: RECEIPT }),
          },
          403: refused('The job of another user, for callers who are no administrators.', {
            otherUser: problem(403, 'Forbidden', FOREIGN_JOB, job(EXAMPLE_JOB.completed, '/stop')),
          }),
          404: refused('No such job in this tenant, or no longer.', {
            unknown: problem(404, 'Not Found', NO_SUCH_JOB, job(EXAMPLE_JOB.unknown, '/stop')),
          }),
          409: refused('It had ended before; nothing was changed.', {
            completed: problem(
              409,
              'Conflict',
              `Job ${EXAMPLE_JOB.completed} had ended (completed) before the stop; nothing was changed`,
              job(EXAMPLE_JOB.completed, '/stop'),
            ),
          }),
        },
      },
    },
    '/sluice/v1/events': {
      get: {
        operationId: 'watchEvents',
        summary: 'State changes, progress and receipts as they happen',
        description:
          'Server-Sent Events. With `job` the stream begins with the state that the job is in. It ends with the connection.',
        parameters: [inQuery('job', 'Only events of this job', TEXT, { unknown: EXAMPLE_JOB.unknown })],
        responses: {
          200: {
            description: 'Events named `state`, `progress` and `receipt`, each with one JSON object.',
            content: { 'text/event-stream': { schema: { type: 'string' } } },
          },
          403: refused('The job of another user, for callers who are no administrators.'),
          404: refused('No such job in this tenant, or no longer.', {
            unknown: problem(404, 'Not Found', NO_SUCH_JOB, '/sluice/v1/events'),
          }),
        },
      },
    },
  },
};
