import type { Choices } from '../config/choices.ts';
import type { Limits } from '../config/limits.ts';
import type { Clock } from '../ports/clock.ts';
import type { Exchange } from '../ports/exchange.ts';
import type { KeptReplies } from '../ports/kept-replies.ts';
import type { Principals } from '../ports/principals.ts';
import type { RequestGates } from '../ports/request-gates.ts';
import type { AuditParts } from './audit/audit-requests.ts';
import type { DocsPageParts } from './docs-page.ts';
import type { Family } from './family.ts';
import type { HealthChecks } from './health.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { StateDoor } from './state-door.ts';
import type { TlsCertificate } from './tls/certificate-files.ts';
import type { Usage } from './usage/usage.ts';

/** What the HTTP application is made of. */
export interface AppParts {
  readonly clock: Clock;
  readonly principals: Principals;
  readonly replies: KeptReplies;
  /** Bearer token of who runs the server; none: nobody comes as the operator. */
  readonly operatorToken?: string;
  /** Who did what; nothing is told when absent. */
  readonly audit?: AuditParts['log'];
  readonly limits: Limits;
  readonly choices: Choices;
  readonly families: readonly Family[];
  readonly health: HealthChecks;
  /** Where the server's state can be replaced under it. */
  readonly door?: StateDoor;
  /** Told why a part is not ready. */
  readonly onUnready: (part: string, error: unknown, requestId: string) => void;
  /** Plain http when absent. */
  readonly tls?: TlsCertificate;
  /** Origins a browser may call from; none when absent. */
  readonly cors?: readonly string[];
  readonly documents: DocsPageParts;
  /** Longest that routes which read their bodies themselves let one take to arrive, ms of machine time. */
  readonly longestArrivalMs?: number;
  readonly metrics?: Metrics;
  /** Watches how clients use their jobs; nobody does when absent. */
  readonly usage?: Pick<Usage, 'ended'>;
  /** Where a lab may hold, refuse or break requests; none when absent. */
  readonly gates?: RequestGates;
  /** Told of each request with its answer, bodies and secrets included; nothing is gathered when absent. */
  readonly onExchange?: (exchange: Exchange) => void;
  /** Told of each answer, when wanted: it costs every request a little. */
  readonly onAnswer?: (answer: AnsweredRequest) => void;
  /** Told of each 5xx, with its cause. */
  readonly onFailure: (error: unknown, request: FailedRequest) => void;
}

/** What the log says of a request beside its error. */
export interface FailedRequest {
  readonly requestId: string;
  readonly path: string;
  readonly method?: string;
  readonly status?: number;
  readonly trackId?: string | undefined;
  /** Of the job it was about, where the route had got so far. */
  readonly job?: string | undefined;
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
  /** Of the job it was about. */
  readonly job: string | undefined;
}
