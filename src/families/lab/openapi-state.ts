import type { OpenAPIV3_1 as V3 } from 'openapi-types';
import {
  type ApiPart,
  type Examples,
  inPath,
  json,
  media,
  schemaRef,
} from '../../platform/openapi/api-part.ts';
import { STATE_PATHS } from './paths.ts';

const { reset, snapshots } = STATE_PATHS;

function refused(description: string, examples: Examples = {}): V3.ResponseObject {
  return { description, content: { 'application/problem+json': media(schemaRef('Problem'), examples) } };
}

function problem(status: number, title: string, detail: string, instance: string) {
  const requestId = '1d0b3c8e-6a54-4b0a-8f65-0c2d7a1e9b33';
  return { type: 'about:blank', title, status, detail, instance, requestId };
}

const BEFORE_BILLING = { name: 'before-billing', takenAt: '2026-11-25T10:11:12.345Z' };
const NOT_ADMIN = refused('The caller is no administrator.');
const BUSY = refused('What is under way does not end in time; nothing was changed.');

export const stateSchemas: ApiPart['schemas'] = {
  Snapshot: {
    type: 'object',
    required: ['name', 'takenAt'],
    properties: {
      name: { type: 'string', pattern: '^[A-Za-z0-9]([A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$' },
      takenAt: { type: 'string', format: 'date-time', description: 'The system’s time.' },
    },
    additionalProperties: false,
  },
};

export const statePaths: ApiPart['paths'] = {
  [reset]: {
    post: {
      operationId: 'resetState',
      keyed: false,
      summary: 'Back to the seed: data, jobs, sessions, results, clock, rules',
      description:
        'As a server with these options is on an empty data directory. Jobs that run are let go of without a trace, requests that come meanwhile wait. Tokens and principals stay.',
      responses: {
        204: { description: 'It is as after the start.' },
        403: NOT_ADMIN,
        503: BUSY,
      },
    },
  },
  [snapshots]: {
    post: {
      operationId: 'takeSnapshot',
      keyed: false,
      summary: 'Keeps the whole state under a name, in the place of what had it',
      description: 'Jobs that run begin again.',
      requestBody: {
        required: true,
        content: json(
          {
            type: 'object',
            required: ['name'],
            properties: { name: { type: 'string' } },
            additionalProperties: false,
          },
          { taken: { name: 'before-billing' }, badName: { name: '../seed' } },
        ),
      },
      responses: {
        201: {
          description: 'It is kept.',
          content: json(schemaRef('Snapshot'), { taken: BEFORE_BILLING }),
        },
        400: refused('No name that a snapshot may have.', {
          badName: problem(
            400,
            'Bad Request',
            'A snapshot cannot be called "../seed": allowed are 1 to 64 letters, digits, ".", "-" and "_", a letter or digit first and last',
            snapshots,
          ),
        }),
        403: NOT_ADMIN,
        503: BUSY,
      },
    },
    get: {
      operationId: 'listSnapshots',
      summary: 'What can be restored, newest first',
      responses: {
        200: {
          description: 'They are in the data directory, and survive a restart.',
          content: json(
            {
              type: 'object',
              required: ['snapshots'],
              properties: { snapshots: { type: 'array', items: schemaRef('Snapshot') } },
              additionalProperties: false,
            },
            { listed: { snapshots: [BEFORE_BILLING] } },
          ),
        },
        403: NOT_ADMIN,
      },
    },
  },
  [`${snapshots}/{name}/restore`]: {
    post: {
      operationId: 'restoreSnapshot',
      keyed: false,
      summary: 'Puts back the state that was kept under a name',
      description: 'Otherwise like a reset.',
      parameters: [inPath('name', 'Of the snapshot', { restored: 'before-billing', unknown: 'never-taken' })],
      responses: {
        200: {
          description: 'It is the state again.',
          content: json(schemaRef('Snapshot'), { restored: BEFORE_BILLING }),
        },
        400: refused('No name that a snapshot may have.'),
        403: NOT_ADMIN,
        404: refused('There is no such snapshot.', {
          unknown: problem(
            404,
            'Not Found',
            'There is no snapshot never-taken; there are before-billing',
            `${snapshots}/never-taken/restore`,
          ),
        }),
        409: refused('A newer version of Sluice took it.'),
        503: BUSY,
      },
    },
  },
};
