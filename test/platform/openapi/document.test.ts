import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import type { OpenAPIV3_1 as V3 } from 'openapi-types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sluice, startSluice } from '../../../src/main.ts';
import { ajv } from './ajv.ts';

/** The official schema of OpenAPI 3.1 (spec.openapis.org/oas/3.1/schema/2026-08-03, Apache-2.0). */
const SCHEMA = JSON.parse(readFileSync(new URL('oas-3.1-schema.json', import.meta.url), 'utf8'));

interface Route {
  readonly method: string;
  readonly path: string;
  readonly keyed: boolean;
}

describe('/openapi.json', () => {
  const routes: Route[] = [];
  let sluice: Sluice;
  let document: V3.Document;

  beforeAll(async () => {
    const watch = (message: unknown): void => {
      const { fastify } = message as { fastify: FastifyInstance };
      fastify.addHook('onRoute', ({ method, url, config }) => {
        for (const one of [method].flat())
          routes.push({
            method: one.toLowerCase(),
            path: url.replace(/:(\w+)/g, '{$1}'),
            keyed: config?.keyed !== false,
          });
      });
    };
    subscribe('fastify.initialization', watch);
    sluice = await startSluice({ seed: 'none' });
    unsubscribe('fastify.initialization', watch);
    document = (await (await fetch(`${sluice.url}/openapi.json`)).json()) as V3.Document;
  });
  afterAll(() => sluice?.stop());

  it('is valid by the official schema of OpenAPI 3.1', () => {
    const validate = ajv().compile(SCHEMA);
    validate(document);
    expect(validate.errors).toBeNull();
  });

  it('has every route of the server and no other', () => {
    const served = routes
      // Fastify adds HEAD to every GET; the document says so once.
      .filter(({ method, path }) => method !== 'head' || document.paths?.[path]?.head !== undefined)
      .map(({ method, path }) => `${method} ${path}`);
    expect(
      operations(document)
        .map(({ method, path }) => `${method} ${path}`)
        .sort(),
    ).toEqual(served.sort());
  });

  it('says of each POST and PATCH of a signed-in caller whether it takes an Idempotency-Key', () => {
    const keyed = (operation: V3.OperationObject): boolean =>
      (operation.parameters ?? []).some(
        (parameter) => '$ref' in parameter && parameter.$ref.endsWith('/IdempotencyKey'),
      );
    const expected = routes
      .filter(({ method }) => method === 'post' || method === 'patch')
      .filter(({ path, method }) => operationOf(document, method, path)?.security?.length !== 0)
      .map(({ method, path, keyed: takes }) => `${method} ${path} ${takes}`);
    const documented = operations(document)
      .filter(
        ({ method, operation }) =>
          (method === 'post' || method === 'patch') && operation.security?.length !== 0,
      )
      .map(({ method, path, operation }) => `${method} ${path} ${keyed(operation)}`);
    expect(documented.sort()).toEqual(expected.sort());
  });

  it('names the address of the server, and the version of the package', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
    expect(document.servers).toEqual([{ url: sluice.url }]);
    expect(document.info.version).toBe(version);
  });

  it('has operation ids that are unique, and parameters for each part of a path in braces', () => {
    const ids = operations(document).map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, operation } of operations(document)) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = (operation.parameters ?? []).flatMap((parameter) =>
        'in' in parameter && parameter.in === 'path' ? [parameter.name] : [],
      );
      expect(declared).toEqual(inPath);
    }
  });

  it('leads every reference to something', () => {
    for (const [, pointer] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const target = (pointer ?? '')
        .split('/')
        .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document);
      expect(target, pointer).toBeDefined();
    }
  });

  it('is answered 304 to who has it', async () => {
    const first = await fetch(`${sluice.url}/openapi.json`);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]+"$/);
    const again = await fetch(`${sluice.url}/openapi.json`, { headers: { 'if-none-match': etag } });
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
  });
});

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly operation: V3.OperationObject;
}

function operations({ paths = {} }: V3.Document): Operation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item ?? {}).map(([method, operation]) => ({
      method,
      path,
      operation: operation as V3.OperationObject,
    })),
  );
}

function operationOf(document: V3.Document, method: string, path: string): V3.OperationObject | undefined {
  return operations(document).find((one) => one.method === method && one.path === path)?.operation;
}
