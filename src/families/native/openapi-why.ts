import type { OpenAPIV3_1 as V3 } from 'openapi-types';
import { type ApiPart, json, schemaRef } from '../../platform/openapi/api-part.ts';
import { EXAMPLE_JOB } from '../../platform/openapi/example-ids.ts';
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

const JOBS: V3.SchemaObject = {
  type: 'object',
  description: 'Other jobs: counted all, named those that the caller may see.',
  required: ['count', 'ids'],
  properties: { count: COUNT, ids: { type: 'array', items: TEXT } },
};
const MS: V3.SchemaObject = { type: 'number', minimum: 0 };

const ERROR = { kind: 'user', message: "line 1:8: Column 'nope' cannot be resolved", unit: 1 } as const;

/** `GET /jobs/{id}/why`. */
export const whyDocument: Pick<ApiPart, 'schemas' | 'paths'> = {
  schemas: {
    Why: {
      type: 'object',
      description: 'Why a job is where it is, at one moment. Keys that do not apply are absent.',
      required: ['id', 'family', 'state', 'since', 'summary'],
      properties: {
        id: TEXT,
        family: TEXT,
        state: { enum: STATES },
        since: { ...TIME, description: 'Since when it is in this state' },
        summary: { type: 'string', description: 'The whole in a sentence' },
        waitsFor: {
          type: 'object',
          description: 'What must happen before it is taken.',
          required: ['for'],
          properties: {
            for: { enum: ['file', 'retry', 'session', 'lane', 'alone', 'slot', 'turn', 'node', 'store'] },
            until: TIME,
            jobs: JOBS,
            retriesLeft: COUNT,
            error: { type: 'string', description: 'What the last attempt failed with' },
            own: { type: 'boolean', description: 'Whether it is this job that must run alone' },
            because: { enum: ['no-slots', 'starting', 'closing'] },
            unconfirmedStops: COUNT,
          },
        },
        ahead: {
          type: 'object',
          description: 'Jobs of its own queue before it, and queues that have their turn first.',
          required: ['count', 'ids', 'queues', 'queuesOfOtherTenants'],
          properties: {
            count: COUNT,
            ids: { type: 'array', items: TEXT },
            queues: COUNT,
            queuesOfOtherTenants: COUNT,
          },
        },
        limit: {
          type: 'object',
          description: 'The limit that holds it, or that it met: ms, bytes or a count.',
          required: ['name', 'toChange'],
          properties: { name: TEXT, figure: { type: 'number' }, toChange: TEXT },
        },
        attempt: {
          type: 'object',
          required: ['attempt', 'phase', 'unit', 'units', 'phaseSince', 'phaseMs', 'progress'],
          properties: {
            attempt: { type: 'integer', minimum: 1 },
            phase: {
              enum: [
                'gate',
                'compile',
                'engine-place',
                'engine-process',
                'engine-snapshot',
                'record-start',
                'statement',
                'load',
                'report',
                'publish',
                'put-away',
              ],
            },
            gate: TEXT,
            unit: COUNT,
            units: COUNT,
            phaseSince: TIME,
            phaseMs: MS,
            timeLeftMs: MS,
            progress: schemaRef('Progress'),
            perSecond: {
              type: 'object',
              required: ['rows', 'bytes'],
              properties: { rows: COUNT, bytes: COUNT },
            },
            quietMs: { ...MS, description: 'Since the progress last changed' },
          },
        },
        node: { type: 'string', description: 'Another node that has it' },
        stopping: {
          type: 'object',
          required: ['cause', 'graceMs', 'endsAs'],
          properties: {
            cause: { enum: ['user', 'limit', 'shutdown', 'lost-lease'] },
            requestedBy: TEXT,
            via: TEXT,
            rung: { enum: ['engine', 'put-away', 'count', 'settle', 'unconfirmed'] },
            killAt: { ...TIME, description: 'When the engine process is killed' },
            graceMs: MS,
            endsAs: { enum: STATES },
          },
        },
        ended: {
          type: 'object',
          properties: {
            rows: COUNT,
            bytes: COUNT,
            files: COUNT,
            removedAt: TIME,
            attempts: COUNT,
            receipt: schemaRef('Receipt'),
            error: schemaRef('JobError'),
          },
        },
      },
    },
  },
  paths: {
    '/sluice/v1/jobs/{id}/why': {
      get: {
        operationId: 'whyJob',
        summary: 'Why a job is where it is',
        description: 'What it waits for, what is ahead, which limit, since when; or how it ended.',
        parameters: [
          JOB_ID({
            failed: EXAMPLE_JOB.failed,
            otherUser: EXAMPLE_JOB.completed,
            unknown: EXAMPLE_JOB.unknown,
          }),
        ],
        responses: {
          200: {
            description: 'The reason.',
            content: json(schemaRef('Why'), {
              failed: {
                id: EXAMPLE_JOB.failed,
                family: 'data-query',
                state: 'failed',
                since: '2026-11-25T10:11:12.371Z',
                ended: { error: ERROR, attempts: 0 },
                summary: `It failed, since the statement is at fault: "${ERROR.message}".`,
              },
            }),
          },
          403: refused('The job of another user, for callers who are no administrators.', {
            otherUser: problem(403, 'Forbidden', FOREIGN_JOB, job(EXAMPLE_JOB.completed, '/why')),
          }),
          404: refused('No such job in this tenant, or no longer.', {
            unknown: problem(404, 'Not Found', NO_SUCH_JOB, job(EXAMPLE_JOB.unknown, '/why')),
          }),
        },
      },
    },
  },
};
