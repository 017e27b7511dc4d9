import {
  type Attributes,
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { recordError } from '../tracing/spans.ts';
import { pathOf } from './family.ts';
import { METHODS } from './methods.ts';
import './request-context.ts';

/**
 * A span for each request, by OpenTelemetry's conventions for HTTP servers, in the trace of its caller where the
 * headers tell one. To be called before any other hook. A query string is never part of it: it may be a link's signature.
 */
export function traceRequests(app: FastifyInstance, tracer: Tracer): void {
  app.decorateRequest('traceContext', null);
  app.addHook('onRequest', (request, _reply, next) => {
    const caller = propagation.extract(ROOT_CONTEXT, request.headers);
    const route = request.is404 ? undefined : request.routeOptions.url;
    const method = METHODS.has(request.method) ? request.method : 'HTTP';
    const name = route === undefined ? method : `${method} ${route}`;
    const settings = { kind: SpanKind.SERVER, attributes: requestAttributes(request, route) };
    const span = tracer.startSpan(name, settings, caller);
    request.traceContext = trace.setSpan(caller, span);
    context.with(request.traceContext, next);
  });
  // The body arrives outside of what was active when the request began.
  app.addHook('preValidation', (request, _reply, next) => {
    context.with(request.traceContext ?? ROOT_CONTEXT, next);
  });
  app.addHook('onResponse', (request, reply, done) => {
    const span = spanOf(request);
    const { statusCode } = reply;
    span?.setAttributes({
      'http.response.status_code': statusCode,
      ...(request.caller !== null && { 'sluice.tenant': request.caller.tenant.name }),
      ...(request.trackId !== null && { 'sluice.track.id': request.trackId }),
    });
    // The error of a handler has said more already.
    if (statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
    done();
  });
}

/** Marks the request's span with what failed in the server. */
export function failSpan(request: FastifyRequest, error: unknown): void {
  const span = spanOf(request);
  if (span !== undefined) recordError(span, error);
}

function spanOf(request: FastifyRequest) {
  return request.traceContext ? trace.getSpan(request.traceContext) : undefined;
}

function requestAttributes(request: FastifyRequest, route: string | undefined): Attributes {
  const { method, url, hostname, protocol, raw, headers, ip } = request;
  return {
    'http.request.method': METHODS.has(method) ? method : '_OTHER',
    ...(!METHODS.has(method) && { 'http.request.method_original': method }),
    'url.path': pathOf(url),
    'url.scheme': protocol,
    ...(route !== undefined && { 'http.route': route }),
    ...(hostname && { 'server.address': hostname }),
    'client.address': ip,
    'network.protocol.version': raw.httpVersion,
    ...(headers['user-agent'] !== undefined && { 'user_agent.original': headers['user-agent'] }),
    'sluice.request.id': request.id,
  };
}
