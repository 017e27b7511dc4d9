import { VERSION } from '../../config/version.ts';
import { type ApiPart, json, schemaRef } from '../../platform/openapi/api-part.ts';
import { EXAMPLE_JOB } from '../../platform/openapi/example-ids.ts';
import { linkWithToken } from '../../platform/usage/rules/links.ts';
import { COUNT, TEXT, TIME } from './openapi-shapes.ts';

const FINDING = {
  finding: linkWithToken.finding,
  jobs: [EXAMPLE_JOB.completed],
  user: 'reader@sluice.local',
  cases: 1,
  what: `A link to a file of job ${EXAMPLE_JOB.completed} was fetched 1 time with the header Authorization.`,
  whatToDo: linkWithToken.whatToDo,
  since: '2026-11-25T10:11:13.002Z',
  requests: [
    {
      requestId: '1d0b3c8e-6a54-4b0a-8f65-0c2d7a1e9b33',
      at: '2026-11-25T10:11:13.002Z',
      method: 'GET',
      path: `/results/${EXAMPLE_JOB.completed}_1764065472345000.csv`,
      status: 200,
    },
  ],
} as const;

/** `GET /doctor`. */
export const doctorDocument: Pick<ApiPart, 'schemas' | 'paths'> = {
  schemas: {
    Finding: {
      type: 'object',
      description: 'What the clients of a user do wrong in one way.',
      required: ['finding', 'jobs', 'user', 'cases', 'what', 'whatToDo', 'since', 'requests'],
      properties: {
        finding: { type: 'string', description: 'Its name: `result-never-downloaded`' },
        jobs: { type: 'array', description: 'Where it was seen, newest first', items: TEXT },
        user: TEXT,
        cases: { ...COUNT, description: 'How often it was seen' },
        what: { type: 'string', description: 'The newest case in a sentence' },
        whatToDo: TEXT,
        since: { ...TIME, description: 'Of the oldest case' },
        requests: {
          type: 'array',
          description: 'That show it, those of the newest cases; without query strings',
          items: {
            type: 'object',
            required: ['requestId', 'at', 'method', 'path', 'status'],
            properties: {
              requestId: TEXT,
              at: TIME,
              method: TEXT,
              path: TEXT,
              status: { type: 'integer' },
              cut: {
                type: 'boolean',
                description: 'Its connection ended before the whole answer had left',
              },
            },
          },
        },
      },
    },
  },
  paths: {
    '/sluice/v1/doctor': {
      get: {
        operationId: 'getDoctor',
        summary: 'What clients do wrong, with the requests that show it',
        description:
          'Administrators see the findings of the whole tenant, others their own. Of the newest jobs, since the start of the server.',
        responses: {
          200: {
            description: 'No findings: all is well, as far as was seen.',
            content: json(
              {
                type: 'object',
                required: ['server', 'watchedSince', 'findings'],
                properties: {
                  server: {
                    type: 'object',
                    required: ['version', 'node', 'time', 'businessTime'],
                    properties: {
                      version: TEXT,
                      node: TEXT,
                      time: { ...TIME, description: 'Of its machine' },
                      businessTime: { ...TIME, description: 'By which lives and limits are counted' },
                    },
                  },
                  watchedSince: TIME,
                  findings: { type: 'array', items: schemaRef('Finding') },
                },
              },
              {
                otherUser: {
                  server: {
                    version: VERSION,
                    node: process.versions.node,
                    time: '2026-11-25T10:11:14.000Z',
                    businessTime: '2026-11-25T10:11:14.000Z',
                  },
                  watchedSince: '2026-11-25T10:11:10.000Z',
                  findings: [FINDING],
                },
              },
            ),
          },
        },
      },
    },
  },
};
