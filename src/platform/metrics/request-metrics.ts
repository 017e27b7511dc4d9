import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { EndedRequest } from '../ended-request.ts';
import { CATEGORY, type Refusal } from '../errors/refusal.ts';
import type { Family } from '../family.ts';
import { METHODS } from '../methods.ts';
import type { Cell, HistogramCell, Registry } from './registry.ts';

/** A status read takes less than 1 ms, a submit waits for the disk, a download or a stop may take long. */
const REQUEST_BOUNDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

const OTHER = 'other';
/** Of requests to no family's path: `/healthz`, `/metrics`, unknown ones. */
const NO_FAMILY = 'none';

const REASONS: ReadonlyMap<number, string> = new Map(
  Object.entries(CATEGORY).map(([name, category]) => [category, words(name)]),
);

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Counts an answer of the route. */
    readonly count?: (answered: EndedRequest) => void;
  }
  interface FastifyRequest {
    /** Bytes that its connection had sent before it. */
    sentBefore: number;
  }
}

export interface RequestMetrics {
  /** To be called before any route is added. */
  watch(app: FastifyInstance): void;
  /** Of each request, before anything is sent to it. */
  began(request: FastifyRequest): void;
  /** Of each request whose whole answer has left. */
  answered(ended: EndedRequest): void;
  refused(refusal: Refusal, family: Family | undefined | null): void;
}

/** Counts requests by their route as it was declared, never by the path as sent. */
export function requestMetrics(registry: Registry): RequestMetrics {
  const requests = registry.counter('sluice_http_requests_total', 'Requests answered.', [
    'family',
    'method',
    'route',
    'status',
  ]);
  const durations = registry.histogram(
    'sluice_http_request_duration_seconds',
    'From the last header of a request to the last byte of its answer; a stream of events lasts until its reader goes.',
    ['family', 'method', 'route'],
    REQUEST_BOUNDS,
  );
  const sent = registry.counter(
    'sluice_http_response_bytes_total',
    'Bytes sent to clients, headers included; downloads of result files are the family results.',
    ['family'],
  );
  const refusals = registry.counter(
    'sluice_http_refusals_total',
    'Requests refused, those included that could not be read as HTTP.',
    ['family', 'status', 'reason'],
  );

  /** Of one route: its cells are found once. */
  function counter(route: string): (answered: EndedRequest) => void {
    const known = new Map<string, Map<number, RouteCells>>();
    return ({ request, reply, ms }) => {
      let byStatus = known.get(request.method);
      if (byStatus === undefined) {
        byStatus = new Map();
        known.set(request.method, byStatus);
      }
      let cells = byStatus.get(reply.statusCode);
      if (cells === undefined) {
        const family = request.family?.name ?? NO_FAMILY;
        const method = METHODS.has(request.method) ? request.method : OTHER;
        cells = {
          requests: requests(family, method, route, String(reply.statusCode)),
          durations: durations(family, method, route),
          sent: sent(family),
        };
        byStatus.set(reply.statusCode, cells);
      }
      cells.requests.value += 1;
      cells.durations.observe(ms / 1000);
      cells.sent.value += Math.max(0, (request.raw.socket.bytesWritten ?? 0) - request.sentBefore);
    };
  }

  return {
    watch(app) {
      app.decorateRequest('sentBefore', 0);
      app.addHook('onRoute', (route) => {
        route.config = { ...route.config, count: counter(route.url) };
      });
    },
    began(request) {
      request.sentBefore = request.raw.socket.bytesWritten ?? 0;
    },
    answered(ended) {
      const { count = countUnknown } = ended.config;
      count(ended);
    },
    refused({ status, category }, family) {
      const reason = REASONS.get(category) ?? OTHER;
      refusals(family?.name ?? NO_FAMILY, String(status), reason).value += 1;
    },
  };

  function countUnknown({ request, reply, ms }: EndedRequest): void {
    const family = request.family?.name ?? NO_FAMILY;
    const method = METHODS.has(request.method) ? request.method : OTHER;
    requests(family, method, OTHER, String(reply.statusCode)).value += 1;
    durations(family, method, OTHER).observe(ms / 1000);
  }
}

/** `badValue` → `bad-value`, as all label values are written. */
function words(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

interface RouteCells {
  readonly requests: Cell;
  readonly durations: HistogramCell;
  readonly sent: Cell;
}
