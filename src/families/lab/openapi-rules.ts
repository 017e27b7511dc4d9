import type { OpenAPIV3_1 as V3 } from 'openapi-types';
import { listed } from '../../lab/read-fields.ts';
import { CALLS, GATES, HOLD_ENDS } from '../../lab/rule.ts';
import { SCENARIOS } from '../../lab/scenarios.ts';
import { type ApiPart, inPath, inQuery, json, media, schemaRef } from '../../platform/openapi/api-part.ts';
import { EXAMPLE_JOB, EXAMPLE_RULE } from '../../platform/openapi/example-ids.ts';
import { LAB_PATH } from './paths.ts';

const PATH = LAB_PATH;
const TEXT = { type: 'string' } satisfies V3.SchemaObject;
const COUNT: V3.SchemaObject = { type: 'integer', minimum: 0 };
const YES: V3.SchemaObject = { const: true };
const DURATION: V3.SchemaObject = {
  type: ['string', 'number'],
  description: 'Such as `2s`; a number is ms.',
};

function refused(description: string, examples: Readonly<Record<string, unknown>> = {}): V3.ResponseObject {
  return { description, content: { 'application/problem+json': media(schemaRef('Problem'), examples) } };
}

function problem(status: number, title: string, detail: string, instance: string) {
  const requestId = '1d0b3c8e-6a54-4b0a-8f65-0c2d7a1e9b33';
  return { type: 'about:blank', title, status, detail, instance, requestId };
}

const DENIED = refused('The caller is no administrator, or the rule is about another tenant.');
const NO_RULE = `There is no rule ${EXAMPLE_JOB.unknown}; rules end by their ttl, GET /sluice/v1/lab lists what there is`;

function unknown(more = ''): V3.ResponseObject {
  return refused('There is no such rule, or no longer, or it is another tenant’s.', {
    unknown: problem(404, 'Not Found', NO_RULE, `${PATH}/rules/${EXAMPLE_JOB.unknown}${more}`),
  });
}

const RULE_ID = inPath('id', 'Id of a rule', { held: EXAMPLE_RULE, unknown: EXAMPLE_JOB.unknown });

const MADE = { family: 'data-query', trackId: 'nightly' };
const RULE = {
  id: '0d9a3b1c-52f4-4c8e-9a35-77c0e1b2d4f6',
  match: { ...MADE, tenant: 'dev' },
  at: 'before-publish',
  do: { hold: true },
  times: 1,
  ttl: '5m',
  matched: 0,
  waiting: [],
};
const HELD = {
  ...RULE,
  id: EXAMPLE_RULE,
  match: { trackId: 'held', tenant: 'dev' },
  at: 'before-start',
  matched: 1,
  waiting: [
    {
      jobId: EXAMPLE_JOB.completed,
      requestId: '5e0f3a11-7d6f-4c1e-9a42-0b0a8b0e2f6d',
      since: '2026-11-25T10:11:12.345Z',
    },
  ],
};

const MATCH: V3.SchemaObject = {
  type: 'object',
  description: 'All that is named has to fit.',
  properties: {
    family: { enum: ['aqua', 'data-query', 'query-runs', 'bulk-data'] },
    tenant: { ...TEXT, description: 'The caller’s own; that one when absent.' },
    job: { ...TEXT, description: 'Id of a job; at request gates, the one that the request is about.' },
    trackId: { ...TEXT, description: 'At job gates of the job’s submit, at request gates of the request.' },
    queryContains: { ...TEXT, description: 'A piece of the job’s query; at request gates, of the body.' },
    unit: {
      type: 'integer',
      minimum: 1,
      description: 'Job gates: the n-th query or chunk; with `fail` in bulk data, the n-th row.',
    },
    fraction: { type: 'number', minimum: 0, maximum: 1, description: '`running`: when so much is done.' },
    path: { ...TEXT, description: 'Request gates: how the path begins.' },
    method: { enum: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] },
    call: { enum: [...CALLS], description: 'Request gates: what the request is for.' },
  },
  additionalProperties: false,
};

const DO: V3.SchemaObject = {
  type: 'object',
  description: 'One of these; `until` goes with `hold`.',
  properties: {
    hold: YES,
    until: { enum: [...HOLD_ENDS], description: 'What ends the hold too.' },
    delay: DURATION,
    fail: {
      type: 'object',
      properties: {
        status: { type: 'integer', minimum: 400, maximum: 599 },
        code: { type: ['string', 'integer'], description: 'A documented error of the family.' },
        message: TEXT,
        retryable: { type: 'boolean', description: 'Job gates.' },
        retryAfter: { ...COUNT, description: 'Request gates, seconds; 429 and 503 have 1 anyway.' },
      },
      additionalProperties: false,
    },
    drop: YES,
    truncate: { type: ['integer', 'string'], description: 'Bytes, or a share such as `50%`.' },
    killEngine: YES,
    freezeEngine: YES,
    full: YES,
    advance: DURATION,
    expire: { enum: ['token', 'link'] },
  },
  additionalProperties: false,
};

const GIVEN = { match: MATCH, at: { enum: [...GATES] }, do: DO };

const SLOW = {
  rules: [
    {
      ...RULE,
      match: { trackId: 'nightly', tenant: 'dev' },
      at: 'running',
      do: { delay: '3s' },
      scenario: 'slow-poll',
    },
  ],
};
const NO_SCENARIO = `There is no scenario "slow-pole" (did you mean "slow-poll"?); use ${listed(SCENARIOS.map(({ name }) => name))}`;

export const ruleSchemas: ApiPart['schemas'] = {
  LabScenarioInput: {
    type: 'object',
    required: ['scenario'],
    properties: { scenario: TEXT, match: MATCH, ttl: DURATION },
    additionalProperties: false,
  },
  LabRules: {
    type: 'object',
    required: ['rules'],
    properties: { rules: { type: 'array', items: schemaRef('LabRule') } },
    additionalProperties: false,
  },
  LabScenario: {
    type: 'object',
    required: ['name', 'happens', 'teaches', 'right', 'wrong', 'finding', 'rules'],
    properties: {
      name: TEXT,
      happens: TEXT,
      teaches: TEXT,
      right: { ...TEXT, description: 'What a client does that is right.' },
      wrong: { ...TEXT, description: 'What one does that is not.' },
      finding: { ...TEXT, description: 'What `GET /sluice/v1/doctor` says of that one.' },
      rules: { type: 'array', items: schemaRef('LabRuleInput') },
      families: { type: 'array', items: TEXT, description: 'Where it means nothing elsewhere.' },
    },
    additionalProperties: false,
  },
  LabRuleInput: {
    type: 'object',
    required: ['at', 'do'],
    properties: {
      ...GIVEN,
      times: {
        anyOf: [{ type: 'integer', minimum: 1 }, { const: 'always' }],
        description: '1 when absent.',
      },
      ttl: { ...DURATION, description: 'Machine time after which it ends; `5m` when absent.' },
    },
    additionalProperties: false,
  },
  LabRule: {
    type: 'object',
    required: ['id', 'match', 'at', 'do', 'times', 'ttl', 'matched', 'waiting'],
    properties: {
      id: { ...TEXT, format: 'uuid' },
      ...GIVEN,
      times: { anyOf: [{ type: 'integer', minimum: 1 }, { const: 'always' }] },
      ttl: TEXT,
      matched: { ...COUNT, description: 'How often it has acted.' },
      waiting: {
        type: 'array',
        items: {
          type: 'object',
          required: ['since'],
          properties: { jobId: TEXT, requestId: TEXT, since: { type: 'string', format: 'date-time' } },
          additionalProperties: false,
        },
      },
      request: { ...TEXT, description: 'The request that brought it in its header.' },
      scenario: { ...TEXT, description: 'What it is part of.' },
      families: {
        type: 'array',
        items: TEXT,
        description: 'It acts in these alone: its scenario, or the code of its fault, says so.',
      },
    },
    additionalProperties: false,
  },
};

export const rulePaths: ApiPart['paths'] = {
  [`${PATH}/scenarios`]: {
    get: {
      operationId: 'listLabScenarios',
      summary: 'Rules under a name, with what each teaches',
      responses: {
        200: {
          description: 'All of them.',
          content: json(
            {
              type: 'object',
              required: ['scenarios'],
              properties: { scenarios: { type: 'array', items: schemaRef('LabScenario') } },
            },
            { all: { scenarios: SCENARIOS } },
          ),
        },
        403: DENIED,
      },
    },
  },
  [PATH]: {
    get: {
      operationId: 'getLab',
      summary: 'The rules that there are, and business time',
      responses: {
        200: {
          description: 'Rules that act on the caller’s tenant, in the order they were made.',
          content: json(
            {
              type: 'object',
              required: ['rules', 'clock'],
              properties: {
                rules: { type: 'array', items: schemaRef('LabRule') },
                clock: schemaRef('LabClock'),
              },
            },
            { none: { rules: [], clock: { now: '2026-11-25T10:11:12.345Z', offset: 0, rate: 1 } } },
          ),
        },
        403: DENIED,
      },
    },
  },
  [`${PATH}/rules`]: {
    post: {
      operationId: 'addLabRule',
      summary: 'Makes a rule',
      keyed: false,
      requestBody: {
        required: true,
        content: json(
          { anyOf: [schemaRef('LabRuleInput'), schemaRef('LabScenarioInput')] },
          {
            made: { match: MADE, at: 'before-publish', do: { hold: true } },
            scenario: { scenario: 'slow-poll', match: { trackId: 'nightly' } },
            noScenario: { scenario: 'slow-pole' },
            misspelt: { at: 'befor-publish', do: { hold: true } },
          },
        ),
      },
      responses: {
        201: {
          description: 'The rule, or those of the scenario.',
          content: json(
            { anyOf: [schemaRef('LabRule'), schemaRef('LabRules')] },
            { made: RULE, scenario: SLOW },
          ),
        },
        400: refused('It cannot be taken: which key, and what is allowed.', {
          noScenario: problem(400, 'Bad Request', NO_SCENARIO, `${PATH}/rules`),
          misspelt: problem(
            400,
            'Bad Request',
            'at: "befor-publish" is not allowed (did you mean "before-publish"?); use request, before-start, running, before-publish, after-publish or before-acknowledge',
            `${PATH}/rules`,
          ),
        }),
        403: DENIED,
        409: refused('There are too many rules.'),
      },
    },
    delete: {
      operationId: 'removeLabRules',
      summary: 'Ends all rules that act on the caller’s tenant; what waits goes on',
      responses: {
        200: {
          description: 'How many there were.',
          content: json(
            { type: 'object', required: ['removed'], properties: { removed: COUNT } },
            { all: { removed: 1 } },
          ),
        },
        403: DENIED,
      },
    },
  },
  [`${PATH}/rules/{id}`]: {
    get: {
      operationId: 'getLabRule',
      summary: 'A rule with what waits at it',
      parameters: [
        RULE_ID,
        inQuery(
          'wait',
          'Answers as soon as something waits at it, at the latest after this (`60s` at most)',
          TEXT,
          {
            held: '10s',
          },
        ),
      ],
      responses: {
        200: { description: 'The rule as it is.', content: json(schemaRef('LabRule'), { held: HELD }) },
        400: refused('`wait` is no time, or too long.'),
        403: DENIED,
        404: unknown(),
      },
    },
    delete: {
      operationId: 'removeLabRule',
      summary: 'Ends a rule; what waits at it goes on',
      parameters: [RULE_ID],
      responses: {
        200: { description: 'The rule as it was.', content: json(schemaRef('LabRule'), { held: HELD }) },
        403: DENIED,
        404: unknown(),
      },
    },
  },
  [`${PATH}/rules/{id}/release`]: {
    post: {
      operationId: 'releaseLabRule',
      summary: 'Lets go what waits at a rule',
      keyed: false,
      parameters: [RULE_ID],
      responses: {
        200: {
          description: 'The rule, at which nothing waits now.',
          content: json(schemaRef('LabRule'), { held: { ...HELD, waiting: [] } }),
        },
        403: DENIED,
        404: unknown('/release'),
        409: refused('Nothing waits at it.'),
      },
    },
  },
};
