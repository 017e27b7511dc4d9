import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { optionsFromCode } from '../../src/config/read-options.ts';
import { createApp } from '../../src/platform/app.ts';
import type { FailedRequest } from '../../src/platform/app-parts.ts';
import type { Family } from '../../src/platform/family.ts';
import type { HealthChecks } from '../../src/platform/health.ts';
import { Metrics } from '../../src/platform/metrics/metrics.ts';
import { jsonBody } from '../../src/platform/request-body.ts';
import { signedIn } from '../../src/platform/request-context.ts';
import type { TlsCertificate } from '../../src/platform/tls/certificate-files.ts';
import type { KeptReplies } from '../../src/ports/kept-replies.ts';
import { devPrincipals } from '../../src/tenant/principals/dev-principals.ts';
import { PrincipalDirectory } from '../../src/tenant/principals/principal-directory.ts';
import { MemoryPrincipals } from '../support/memory-principals.ts';
import { MemoryReplies } from '../support/memory-replies.ts';
import { MovingClock } from '../support/moving-clock.ts';

export const DEV = { clientId: '5c1ce000-0000-4000-8000-000000000001', clientSecret: 'sluice-dev-secret' };

export interface TestApp extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly clock: MovingClock;
  readonly principals: MemoryPrincipals;
  /** What the platform reported as its own failures. */
  readonly failures: unknown[];
  /** Which requests those were, as the log has them. */
  readonly failedRequests: FailedRequest[];
  token(client?: { readonly clientId: string; readonly clientSecret: string }): Promise<string>;
}

/** The platform around a small family under `/things`, listening on a free port. */
export async function testApp(
  options: Readonly<Record<string, unknown>> = {},
  families: (clock: MovingClock, url: () => string) => readonly Family[] = () => [],
  health: HealthChecks = { store: () => undefined },
  {
    tls,
    replies = new MemoryReplies(),
  }: { readonly tls?: TlsCertificate; readonly replies?: KeptReplies } = {},
): Promise<TestApp> {
  const clock = new MovingClock();
  let url = '';
  const principals = new MemoryPrincipals();
  const failures: unknown[] = [];
  const failedRequests: FailedRequest[] = [];
  const { limits, choices, cors } = optionsFromCode(options);
  const metrics = new Metrics({ version: '0', slots: 1, startedAtMs: 0 });
  const app = createApp({
    clock,
    principals: new PrincipalDirectory(devPrincipals('America/Los_Angeles'), principals),
    replies,
    limits,
    choices,
    cors,
    ...(tls !== undefined && { tls }),
    families: [things, ...families(clock, () => url)],
    health,
    documents: { address: () => url, pages: new URL('../../dist/docs/', import.meta.url) },
    metrics,
    onFailure: (error, request) => {
      failures.push(error);
      failedRequests.push(request);
    },
    onUnready: (_part, error) => failures.push(error),
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  url = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  return {
    url,
    port,
    clock,
    principals,
    failures,
    failedRequests,
    async token({ clientId, clientSecret } = DEV) {
      const reply = await fetch(`${url}/oauth/token`, {
        method: 'POST',
        body: new URLSearchParams({
          client_id: clientId,
          client_secret: clientSecret,
          grant_type: 'client_credentials',
        }),
      });
      const { access_token } = (await reply.json()) as { access_token: string };
      return access_token;
    },
    async [Symbol.asyncDispose]() {
      app.server.closeAllConnections();
      await app.close();
      metrics.close();
    },
  };
}

/** Says who calls, echoes JSON, answers texts of a wanted size and type, breaks. */
const things: Family = {
  name: 'things',
  prefixes: ['/things'],
  credentials: ['bearer', 'basic'],
  errors: {
    unauthenticated: 'gateway',
    contentType: 'application/json; charset=utf-8',
    body: ({ status, message }) => ({ code: status, message }),
  },
  document: async () => ({
    tag: { name: 'things' },
    errorSchema: 'ThingError',
    schemas: { ThingError: { type: 'object' } },
    paths: {},
  }),
  register(app: FastifyInstance) {
    app.get('/things/me', (request) => {
      const { user, scope } = signedIn(request);
      return { user: user.name, ...scope };
    });
    app.post('/things', (request) => ({ got: jsonBody(request, 'Unable to process JSON') }));
    app.get<{ Querystring: { bytes: string; type?: string } }>('/things/text', (request, reply) => {
      reply.type(request.query.type ?? 'text/plain').send('x'.repeat(Number(request.query.bytes)));
    });
    app.get('/things/broken', () => {
      throw new Error('secret detail');
    });
    app.get<{ Params: { id: string } }>('/things/by/:id', (request) => ({ id: request.params.id }));
  },
};
