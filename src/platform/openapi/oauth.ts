import type { OpenAPIV3_1 as V3 } from 'openapi-types';
import { type ApiPart, json, media, schemaRef } from './api-part.ts';

const HEADERS = {
  'X-RateLimit-Limit-minute': {
    description: 'Tokens an address may ask for in a minute.',
    required: true,
    schema: { type: 'string' },
  },
  'X-RateLimit-Remaining-minute': {
    description: 'How many of them are left.',
    required: true,
    schema: { type: 'string' },
  },
  'Cache-Control': { required: true, schema: { type: 'string', enum: ['no-store'] } },
} satisfies Record<string, V3.HeaderObject>;

const DEV_CLIENT = {
  client_id: '5c1ce000-0000-4000-8000-000000000001',
  client_secret: 'sluice-dev-secret',
} as const;

/** `POST /oauth/token` (platform.md §2.1). */
export const oauthPart: ApiPart = {
  tag: { name: 'oauth', description: 'Tokens' },
  errorSchema: 'TokenError',
  schemas: {
    Token: {
      type: 'object',
      required: ['access_token', 'token_type', 'expires_in', 'scope', 'jti'],
      properties: {
        access_token: { type: 'string', pattern: '^[0-9a-f]{32}$' },
        token_type: { const: 'bearer' },
        expires_in: { type: 'integer', description: 'Seconds' },
        scope: {
          type: 'string',
          description: 'The user, entities, services and tenant, separated by blanks',
        },
        jti: { type: 'string', pattern: '^[0-9a-f]{32}$' },
      },
    },
    TokenRequest: {
      type: 'object',
      required: ['grant_type'],
      properties: {
        grant_type: { const: 'client_credentials' },
        client_id: { type: 'string' },
        client_secret: { type: 'string', format: 'password' },
      },
    },
    TokenError: {
      description: 'A code of RFC 6749 §5.2, or the five keys that clients of Zuora look for.',
      oneOf: [
        {
          type: 'object',
          required: ['error'],
          properties: { error: { enum: ['invalid_request', 'invalid_scope', 'unsupported_grant_type'] } },
          additionalProperties: false,
        },
        {
          type: 'object',
          required: ['timestamp', 'status', 'error', 'message', 'path'],
          properties: {
            timestamp: { type: 'string', format: 'date-time' },
            status: { type: 'integer' },
            error: { type: 'string' },
            message: { type: 'string' },
            path: { type: 'string' },
          },
        },
      ],
    },
  },
  paths: {
    '/oauth/token': {
      post: {
        operationId: 'createToken',
        summary: 'A token for a client id and secret',
        description:
          'Works for an hour (`platform.tokenLife`); older tokens stay valid. Id and secret may come in HTTP Basic instead.',
        requestBody: {
          required: true,
          content: {
            'application/x-www-form-urlencoded': media(schemaRef('TokenRequest'), {
              token: { grant_type: 'client_credentials', ...DEV_CLIENT },
              wrongSecret: { grant_type: 'client_credentials', ...DEV_CLIENT, client_secret: 'guessed' },
              otherGrant: { grant_type: 'password', ...DEV_CLIENT },
            }),
          },
        },
        responses: {
          200: {
            description: 'The token.',
            headers: HEADERS,
            content: json(schemaRef('Token'), {
              token: {
                access_token: '3f0d9a6c1b7e4d52a8c4e0b96f17d283',
                token_type: 'bearer',
                expires_in: 3599,
                scope:
                  'user.5c1ce000000040008000000000000001 entity.5c1ce000-0000-4000-8000-00000000e001 ' +
                  'service.query.read platform.write tenant.dev',
                jti: '3f0d9a6c1b7e4d52a8c4e0b96f17d284',
              },
            }),
          },
          400: {
            description:
              'A field is missing or given twice, the body is no form, or the grant is another one.',
            headers: HEADERS,
            content: json(schemaRef('TokenError'), { otherGrant: { error: 'unsupported_grant_type' } }),
          },
          401: {
            description: 'Unknown client id or wrong secret.',
            headers: { ...HEADERS, 'WWW-Authenticate': { $ref: '#/components/headers/WWW-Authenticate' } },
            content: json(schemaRef('TokenError'), {
              wrongSecret: {
                timestamp: '2026-11-25T10:11:12.345Z',
                status: 401,
                error: 'Unauthorized',
                message: 'Unauthorized: unknown client id or wrong secret',
                path: '/oauth/token',
              },
            }),
          },
        },
      },
    },
  },
};
