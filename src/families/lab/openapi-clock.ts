import type { OpenAPIV3_1 as V3 } from 'openapi-types';
import { FASTEST_RATE } from '../../lab/lab-clock.ts';
import { type ApiPart, type Examples, json, media, schemaRef } from '../../platform/openapi/api-part.ts';
import { LAB_PATH } from './paths.ts';

const PATH = `${LAB_PATH}/clock`;

function refused(description: string, examples: Examples = {}): V3.ResponseObject {
  return { description, content: { 'application/problem+json': media(schemaRef('Problem'), examples) } };
}

function problem(status: number, title: string, detail: string) {
  const requestId = '1d0b3c8e-6a54-4b0a-8f65-0c2d7a1e9b33';
  return { type: 'about:blank', title, status, detail, instance: PATH, requestId };
}

function oneOf(name: string, schema: V3.SchemaObject): V3.SchemaObject {
  return { type: 'object', required: [name], properties: { [name]: schema }, additionalProperties: false };
}

export const clockSchemas: ApiPart['schemas'] = {
  ClockMove: {
    oneOf: [
      oneOf('advance', {
        type: ['string', 'number'],
        description: 'How far: `500ms`, `30s`, `10m`, `3h`, `2d`; a number is ms.',
      }),
      oneOf('set', {
        type: 'string',
        format: 'date-time',
        description: 'Where to; it goes on from there at its rate.',
      }),
      oneOf('rate', {
        type: 'number',
        minimum: 0,
        maximum: FASTEST_RATE,
        description: 'Seconds of business time in one of the system’s; 0: it stands still.',
      }),
      oneOf('reset', { const: true, description: 'The system’s time again.' }),
    ],
  },
  LabClock: {
    type: 'object',
    required: ['now', 'offset', 'rate'],
    properties: {
      now: { type: 'string', format: 'date-time', description: 'Business time.' },
      offset: { type: 'number', description: 'How far it is ahead of the system’s time, ms.' },
      rate: { type: 'number', description: 'Seconds of business time in one of the system’s.' },
    },
    additionalProperties: false,
  },
};

export const clockPaths: ApiPart['paths'] = {
  [PATH]: {
    post: {
      operationId: 'moveClock',
      summary: 'Moves business time: by so much, to an instant, faster, or back to the system’s',
      description:
        'Limits, lives, expiries, retry pauses, `now()` and `current_date` of SQL and `today` of ZOQL follow. Stops, leases and sockets do not.',
      requestBody: {
        required: true,
        content: json(schemaRef('ClockMove'), {
          advanced: { advance: '30s' },
          otherUser: { rate: 60 },
          unknown: { advanced: '3h' },
          noTime: { advance: 'three hours' },
          reset: { reset: true },
        }),
      },
      responses: {
        200: {
          description: 'Where it is now.',
          content: json(schemaRef('LabClock'), {
            advanced: { now: '2026-11-25T10:11:42.345Z', offset: 30_000, rate: 1 },
            reset: { now: '2026-11-25T10:11:12.345Z', offset: 0, rate: 1 },
          }),
        },
        400: refused('Not one of the forms.', {
          unknown: problem(
            400,
            'Bad Request',
            'Unknown field "advanced" (did you mean "advance"?); known are advance, set, rate, reset',
          ),
          noTime: problem(400, 'Bad Request', 'advance must be a time such as 500ms, 30s, 10m, 3h or 2d'),
        }),
        403: refused('The caller is no administrator.', {
          otherUser: problem(403, 'Forbidden', 'The lab is for administrators'),
        }),
        409: refused('`set` or `reset` would go back before the start of a job that has not ended.'),
      },
    },
  },
};
