import type { ServerOptions } from 'node:http';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { tracer } from '../tracing/spans.ts';
import { admission, tellRate } from './admission.ts';
import type { AnsweredRequest, AppParts } from './app-parts.ts';
import { auditRequests } from './audit/audit-requests.ts';
import { crossOrigin } from './cross-origin.ts';
import { documents } from './documents.ts';
import type { EndedRequest } from './ended-request.ts';
import { type ErrorReply, errorReply, newRequestId, refusalOf } from './errors/error-replies.ts';
import { type Refusal, refuse } from './errors/refusal.ts';
import { answerUnreadable, takeBareRequests } from './errors/unreadable-requests.ts';
import { v1Errors } from './errors/v1-errors.ts';
import { watchExchanges } from './exchanges.ts';
import { decodedPath, type Family, familyOf, pathOf } from './family.ts';
import { passGates } from './gates/pass-gates.ts';
import { health } from './health.ts';
import { keepReplies } from './idempotency/idempotency.ts';
import { Concurrency } from './limits/concurrency.ts';
import { Connections } from './limits/connections.ts';
import { RateWindows } from './limits/rate-windows.ts';
import { metricsRoute } from './metrics/metrics-route.ts';
import { acceptBodies, BodyMemory, REQUEST_ARRIVES_WITHIN_MS } from './request-body.ts';
import { failSpan, traceRequests } from './request-spans.ts';
import { compressResponses } from './response-compression.ts';
import { RoutesKnown } from './routes-known.ts';
import { Authentication } from './sign-in/authentication.ts';
import { refuseRevokedCallers } from './sign-in/revoked-callers.ts';
import { tokenEndpoint } from './sign-in/token-endpoint.ts';
import type { TlsCertificate } from './tls/certificate-files.ts';
import { LEAST_TLS } from './tls/tls-certificate.ts';
import { echoableTrackId } from './track-id.ts';
import './request-context.ts';

/** Headers are a few hundred bytes; who takes longer holds a connection for nothing. */
const HEADERS_ARRIVE_WITHIN_MS = 15_000;
/** How long after its own bound a body that still comes is cut off. */
const ARRIVAL_SLACK_MS = 5000;
/** How exactly these times are kept. */
const LATE_REQUESTS_LOOKED_FOR_EVERY_MS = 1000;
/** Ids have 36 characters; anything longer is simply not found. */
const MAX_PARAM_LENGTH = 8192;

/** The HTTP application: what every request passes, around the families' routes. Not yet listening. */
export function createApp(parts: AppParts): FastifyInstance {
  const { clock, limits, choices } = parts;
  const maxBodyBytes = limits['platform.maxUnpackedBytes'];
  const authentication = new Authentication(
    parts.principals,
    clock,
    limits['platform.tokenLife'],
    parts.operatorToken,
  );
  const families: readonly Family[] = [
    tokenEndpoint({ authentication, clock, choices, limits }),
    ...parts.families,
    health(parts.health, parts.onUnready, clock),
    ...(parts.metrics === undefined ? [] : [metricsRoute(parts.metrics.registry, clock.machine)]),
    documents({ ...parts.documents, families: () => families }),
  ];
  const gateway = v1Errors(choices);
  const routes = new RoutesKnown();
  const rates = new RateWindows(clock.business, limits);
  const connections = new Connections();
  const bodies = new BodyMemory(maxBodyBytes);

  const unreadable = {
    families,
    refused: parts.metrics?.requests.refused,
    routes,
    gateway,
    rates,
    time: clock,
  };

  const mayCross = crossOrigin(parts.cors ?? []);
  const audit = parts.audit && auditRequests({ log: parts.audit, time: clock.machine });

  const app: FastifyInstance = fastify({
    ...transport(parts.tls),
    genReqId: newRequestId,
    bodyLimit: maxBodyBytes,
    // Behind the bounds of those who read bodies, which answer in words.
    requestTimeout: Math.max(REQUEST_ARRIVES_WITHIN_MS, parts.longestArrivalMs ?? 0) + ARRIVAL_SLACK_MS,
    return503OnClosing: false,
    routerOptions: {
      ignoreTrailingSlash: true,
      ignoreDuplicateSlashes: true,
      maxParamLength: MAX_PARAM_LENGTH,
    },
    frameworkErrors: (error, request, reply) => {
      begin(request, reply);
      belongs(request, reply);
      fail(error, request, reply);
    },
    clientErrorHandler: (error, socket) => answerUnreadable(error, socket, unreadable),
  });

  /** Of every request, by one listener: each more would cost a poll as much as all else that is done here. */
  function end(request: FastifyRequest, reply: FastifyReply): void {
    request.letGo?.();
    const ended: EndedRequest = {
      request,
      reply,
      config: request.routeOptions.config,
      answered: reply.raw.writableFinished,
      ms: clock.machine.monotonic() - request.beganAt,
    };
    if (ended.answered) {
      parts.metrics?.requests.answered(ended);
      parts.onAnswer?.(answerOf(ended));
    }
    audit?.(ended);
    parts.usage?.ended(ended);
    exchanged?.(ended);
  }

  function begin(request: FastifyRequest, reply: FastifyReply): void {
    request.trackId = echoableTrackId(request.headers['zuora-track-id']) ?? null;
    reply.header('zuora-request-id', request.id).header('vary', 'Accept-Encoding');
    if (request.trackId !== null) reply.header('zuora-track-id', request.trackId);
  }

  /** Of a request without a route: it belongs to the family whose path it is below, and is counted. */
  function belongs(request: FastifyRequest, reply: FastifyReply): void {
    request.family = familyOf(families, decodedPath(pathOf(request.url))) ?? null;
    if (request.family?.countsRequests !== false) tellRate(reply, rates.count(undefined).headers);
  }

  function fail(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const refusal = refusalOf(error);
    parts.metrics?.requests.refused(refusal, request.family);
    request.refusal = refusal;
    const path = pathOf(request.url);
    if (refusal.status >= 500) {
      const cause = refusal.cause ?? error;
      failSpan(request, cause);
      const { id: requestId, method } = request;
      const about = { trackId: request.trackId ?? undefined, job: request.audited?.job };
      parts.onFailure(cause, { requestId, method, path, status: refusal.status, ...about });
    }
    const ready = worded(refusal, request);
    // What is left of a refused body passes by unread, so the connection stays good, and the client sees the answer.
    reply.removeHeader('connection');
    reply.code(ready.status).headers(ready.headers).send(ready.body);
  }

  function worded(refusal: Refusal, request: FastifyRequest): ErrorReply {
    return errorReply(refusal, request.family, gateway, {
      requestId: request.id,
      path: pathOf(request.url),
      now: clock.business.now(),
      routed: !request.is404,
      version: request.headers['zuora-version'],
    });
  }

  function notHere(request: FastifyRequest): Refusal {
    const methods = routes.methods(decodedPath(pathOf(request.url)));
    return methods === undefined ? refuse.unknownPath() : refuse.method(methods);
  }

  takeBareRequests(app.server, unreadable);
  connections.watch(app.server);
  routes.watch(app);
  for (const url of families.flatMap(({ bare = [] }) => bare)) routes.add(url);
  const spans = tracer();
  if (spans !== undefined) traceRequests(app, spans);
  parts.metrics?.requests.watch(app);
  acceptBodies(app, bodies, clock.machine);
  app.decorateRequest('caller', null);
  app.decorateRequest('operator', false);
  app.decorateRequest('family', null);
  app.decorateRequest('trackId', null);
  app.decorateRequest('audited', null);
  app.decorateRequest('bodyBytes', 0);
  app.decorateRequest('beganAt', 0);
  app.decorateRequest('letGo', null);

  app.addHook('onRequest', (request, reply, next) => {
    request.beganAt = clock.machine.monotonic();
    parts.metrics?.requests.began(request);
    // `on`, not `once`: it comes once anyway, and every poll would pay for the wrapper.
    reply.raw.on('close', () => end(request, reply));
    begin(request, reply);
    if (mayCross(request, reply) === 'answered') return;
    const { is404 } = request;
    if (is404) belongs(request, reply);
    if (request.headers.host === undefined && request.raw.httpVersion === '1.1') {
      if (!is404) belongs(request, reply);
      return next(refuse.malformed('The header Host is missing'));
    }
    // Before the body is looked at: some methods Fastify would refuse for want of one.
    next(is404 ? notHere(request) : undefined);
  });
  refuseRevokedCallers(app, parts.principals);
  keepReplies(app, {
    replies: parts.replies,
    time: clock.business,
    lifeMs: limits['platform.idempotencyLife'],
    choices,
    onFailure: (error, requestId) => parts.onFailure(error, { requestId, path: 'Idempotency-Key' }),
  });
  if (parts.gates !== undefined) {
    const expire = (authorization?: string) => authentication.expire(authorization);
    passGates(app, { gates: parts.gates, expire, worded });
  }
  // Behind the gates: what they hold is not inside.
  parts.door?.watch(app);
  const exchanged = parts.onExchange && watchExchanges(app, clock.machine, parts.onExchange);
  compressResponses(app);

  app.setErrorHandler(fail);
  app.setNotFoundHandler((request) => {
    throw notHere(request);
  });
  const admitted = {
    authentication,
    rates,
    concurrency: new Concurrency(limits),
    connections,
    bodies,
    choices,
  };
  for (const family of families)
    app.register(async (scope) => {
      scope.addHook('onRequest', admission(family, admitted));
      family.register(scope);
    });
  return app;
}

function answerOf({ request, reply, ms }: EndedRequest): AnsweredRequest {
  return {
    requestId: request.id,
    method: request.method,
    path: pathOf(request.url),
    status: reply.statusCode,
    ms: Math.round(ms),
    user: request.caller?.user.name,
    trackId: request.headers['zuora-track-id'],
    job: request.audited?.job,
  };
}

function transport(tls: TlsCertificate | undefined): { http: ServerOptions } {
  const options = {
    // Node would answer a request without Host by itself, bare; it is refused above.
    requireHostHeader: false,
    headersTimeout: HEADERS_ARRIVE_WITHIN_MS,
    connectionsCheckingInterval: LATE_REQUESTS_LOOKED_FOR_EVERY_MS,
  };
  if (tls === undefined) return { http: options };
  // Both are served alike; Fastify's types would have every route say which.
  return {
    https: { ...options, ...tls, minVersion: LEAST_TLS, handshakeTimeout: HEADERS_ARRIVE_WITHIN_MS },
  } as unknown as { http: ServerOptions };
}
