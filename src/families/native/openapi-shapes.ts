import type { OpenAPIV3_1 as V3 } from 'openapi-types';
import { inPath, media, schemaRef } from '../../platform/openapi/api-part.ts';
import { EXAMPLE_JOB } from '../../platform/openapi/example-ids.ts';

export const TIME: V3.SchemaObject = { type: 'string', format: 'date-time' };
export const COUNT: V3.SchemaObject = { type: 'integer', minimum: 0 };
export const TEXT = { type: 'string' } satisfies V3.SchemaObject;
export const STATES = ['open', 'queued', 'running', 'stopping', 'completed', 'failed', 'stopped'];

export function problem(status: number, title: string, detail: string, instance: string) {
  const requestId = '1d0b3c8e-6a54-4b0a-8f65-0c2d7a1e9b33';
  return { type: 'about:blank', title, status, detail, instance, requestId };
}

export function refused(
  description: string,
  examples: Readonly<Record<string, unknown>> = {},
): V3.ResponseObject {
  return { description, content: { 'application/problem+json': media(schemaRef('Problem'), examples) } };
}

export const JOB_ID = (examples: Readonly<Record<string, string>>) =>
  inPath('id', 'Id of a job of any family', examples);
export const job = (id: string, more = '') => `/sluice/v1/jobs/${id}${more}`;

export const NO_SUCH_JOB = `There is no job ${EXAMPLE_JOB.unknown}; ended jobs are kept for a limited time`;
export const FOREIGN_JOB = `Job ${EXAMPLE_JOB.completed} belongs to another user; ask as an administrator`;
