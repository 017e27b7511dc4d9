import type { ServerOptions } from 'node:http';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Choices } from '../config/choices.ts';
import type { Limits } from '../config/limits.ts';
import type { Clock } from '../ports/clock.ts';
import type { Principals } from '../ports/principals.ts';
import { Authentication } from './authentication.ts';
import type { TlsCertificate } from './certificate-files.ts';
import { crossOrigin } from './cross-origin.ts';
import type { DocsPageParts } from './docs-page.ts';
import { documents } from './documents.ts';
import { errorReply, newRequestId, refusalOf } from './error-replies.ts';
import { decodedPath, type Family, familyOf, pathOf } from './family.ts';
import { type HealthChecks, health } from './health.ts';
import type { Metrics } from './metrics/metrics.ts';
import { metricsRoute } from './metrics/metrics-route.ts';
import { RateWindows } from './rate-windows.ts';
import { CATEGORY, Refusal, refuse } from './refusal.ts';
import { acceptBodies } from './request-body.ts';
import { compressResponses } from './response-compression.ts';
import { RoutesKnown } from './routes-known.ts';
import { signIn } from './sign-in.ts';
import { LEAST_TLS } from './tls-certificate.ts';
import { tokenEndpoint } from './token-endpoint.ts';
import { echoableTrackId } from './track-id.ts';
import { answerUnreadable, takeBareRequests } from './unreadable-requests.ts';
import './request-context.ts';

/** Longest a request may take to arrive (platform.md §1: v1's time limit). */
const REQUEST_ARRIVES_WITHIN_MS = 120_000;
/** Ids have 36 characters; anything longer is simply not found. */
const MAX_PARAM_LENGTH = 8192;

export interface AppParts {
  readonly clock: Clock;
  readonly principals: Principals;
  readonly limits: Limits;
  readonly choices: Choices;
  readonly families: readonly Family[];
  readonly health: HealthChecks;
  /** Plain http when absent. */
  readonly tls?: TlsCertificate;
  /** Origins a browser may call from; none when absent. */
  readonly cors?: readonly string[];
  readonly documents: DocsPageParts;
  readonly metrics?: Metrics;
  /** Told of each answer, when wanted: it costs every request a little. */
  readonly onAnswer?: (answer: AnsweredRequest) => void;
  /** Told of each 5xx, with its cause. */
  readonly onFailure: (
    error: unknown,
    request: { readonly requestId: string; readonly path: string },
  ) => void;
}

export interface AnsweredRequest {
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly ms: number;
  readonly user: string | undefined;
  /** As sent, well-formed or not. */
  readonly trackId: unknown;
}

/** The HTTP application: what every request passes, around the families' routes. Not yet listening. */
export function createApp(parts: AppParts): FastifyInstance {
  const { clock, limits, choices } = parts;
  const maxBodyBytes = limits['platform.maxUnpackedBytes'];
  const authentication = new Authentication(parts.principals, clock, limits['platform.tokenLife']);
  const families: readonly Family[] = [
    tokenEndpoint(authentication, clock, choices),
    ...parts.families,
    health(parts.health, (error, requestId) => parts.onFailure(error, { requestId, path: '/readyz' })),
    ...(parts.metrics === undefined ? [] : [metricsRoute(parts.metrics.registry, clock.machine)]),
    documents({ ...parts.documents, families: () => families }),
  ];
  const routes = new RoutesKnown();
  const rates = new RateWindows(clock.business);

  /** Headers of one more counted request; none where requests are not counted. */
  function counted(family: Family | undefined | null, unknown: boolean, tenant = ''): Record<string, string> {
    const counts = family ? family.countsRequests !== false : unknown;
    if (!counts) return {};
    const { limit, remaining, reset } = rates.count(tenant);
    return { 'ratelimit-limit': limit, 'ratelimit-remaining': remaining, 'ratelimit-reset': reset };
  }

  const unreadable = {
    families,
    refused: parts.metrics?.requests.refused,
    routes,
    counted: (family: Family | undefined) => counted(family, true),
    now: () => clock.business.now(),
  };

  const mayCross = crossOrigin(parts.cors ?? []);

  const app: FastifyInstance = fastify({
    ...transport(parts.tls),
    genReqId: newRequestId,
    bodyLimit: maxBodyBytes,
    requestTimeout: REQUEST_ARRIVES_WITHIN_MS,
    return503OnClosing: false,
    routerOptions: {
      ignoreTrailingSlash: true,
      ignoreDuplicateSlashes: true,
      maxParamLength: MAX_PARAM_LENGTH,
    },
    frameworkErrors: (error, request, reply) => {
      begin(request, reply);
      reply.headers(counted(request.family, true));
      fail(error, request, reply);
    },
    clientErrorHandler: (error, socket) => answerUnreadable(error, socket, unreadable),
  });

  function begin(request: FastifyRequest, reply: FastifyReply): void {
    // Of the route that was found, so that no spelling of a path reaches a family's routes without its rules.
    const path = (request.is404 ? undefined : request.routeOptions.url) ?? decodedPath(pathOf(request.url));
    request.family = familyOf(families, path) ?? null;
    request.trackId = echoableTrackId(request.headers['zuora-track-id']) ?? null;
    reply.header('zuora-request-id', request.id).header('vary', 'Accept-Encoding');
    if (request.trackId !== null) reply.header('zuora-track-id', request.trackId);
  }

  function fail(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const refusal = refusalOf(error, maxBodyBytes);
    parts.metrics?.requests.refused(refusal, request.family);
    const path = pathOf(request.url);
    if (refusal.status >= 500) parts.onFailure(refusal.cause ?? error, { requestId: request.id, path });
    const ready = errorReply(refusal, request.family, {
      requestId: request.id,
      path,
      now: clock.business.now(),
    });
    reply.code(ready.status).headers(ready.headers).send(ready.body);
  }

  function notHere(request: FastifyRequest): Refusal {
    const methods = routes.methods(decodedPath(pathOf(request.url)));
    return methods.length === 0 ? refuse.unknownPath() : refuse.method(methods);
  }

  takeBareRequests(app.server, unreadable);
  routes.watch(app);
  parts.metrics?.requests.watch(app);
  acceptBodies(app, maxBodyBytes);
  app.decorateRequest('caller', null);
  app.decorateRequest('family', null);
  app.decorateRequest('trackId', null);
  app.decorateRequest('audited', null);

  app.addHook('onRequest', (request, reply, next) => {
    begin(request, reply);
    if (mayCross(request, reply) === 'answered') return;
    // Counted once it is known who calls, however the request ends.
    const done = (error?: Error): void => {
      reply.headers(counted(request.family, request.is404, request.caller?.tenant.name));
      next(error);
    };
    if (request.headers.host === undefined && request.raw.httpVersion === '1.1')
      return done(refuse.malformed('The header Host is missing'));
    // Before the body is looked at: some methods Fastify would refuse for want of one.
    if (request.is404) return done(notHere(request));
    if (choices['platform.strictTrackId'] === 'on' && request.trackId === null) {
      if (request.headers['zuora-track-id'] !== undefined) return done(malformedTrackId());
    }
    signIn(authentication, request, done);
  });
  compressResponses(app);
  const { onAnswer } = parts;
  if (onAnswer !== undefined)
    app.addHook('onResponse', (request, reply, done) => {
      onAnswer({
        requestId: request.id,
        method: request.method,
        path: pathOf(request.url),
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        user: request.caller?.user.name,
        trackId: request.headers['zuora-track-id'],
      });
      done();
    });

  app.setErrorHandler(fail);
  app.setNotFoundHandler((request) => {
    throw notHere(request);
  });
  for (const family of families) app.register(async (scope) => family.register(scope));
  return app;
}

function malformedTrackId(): Refusal {
  return new Refusal(
    400,
    CATEGORY.badValue,
    'Zuora-Track-Id must be at most 64 US-ASCII characters without : ; " and \'',
  );
}

function transport(tls: TlsCertificate | undefined): { http: ServerOptions } {
  // Node would answer a request without Host by itself, bare; it is refused above.
  const options = { requireHostHeader: false };
  if (tls === undefined) return { http: options };
  // Both are served alike; Fastify's types would have every route say which.
  return { https: { ...options, ...tls, minVersion: LEAST_TLS } } as unknown as { http: ServerOptions };
}
