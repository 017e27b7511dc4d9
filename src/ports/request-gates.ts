export type RequestGate = 'request' | 'before-acknowledge';

/**
 * The gates `request` and `before-acknowledge` of requests, where a lab may hold, refuse or break them (operating.md §5). What
 * answers requests asks at both, and carries out what it is told.
 */
export interface RequestGates {
  /**
   * Whether a rule may act at this gate on a request of which no more is known yet. Where none may, nobody has to be asked
   * about it, but at `request` for one that brings rules, submits or stops something.
   */
  mayAct(at: RequestGate, request: Pick<GatedRequest, 'trackId' | 'family' | 'method'>): boolean;
  /** Before the work. `undefined`: it goes on at once. `signal`: its client has gone, and nothing holds it any more. */
  enter(request: GatedRequest, signal: () => AbortSignal): Promise<RequestVerdict> | undefined;
  /** Everything is durable, and the reply has not left. */
  leave(request: GatedRequest, signal: () => AbortSignal): Promise<RequestVerdict> | undefined;
}

/** A request, once it is known who calls and what for. */
export interface GatedRequest {
  readonly id: string;
  /** The family that answers it. */
  readonly family: string | undefined;
  /** Of its caller; `undefined` where it needs none. */
  readonly tenant: string | undefined;
  readonly admin: boolean;
  readonly method: string;
  /** Decoded, without query. */
  readonly path: string;
  /** Without `?`. */
  readonly query: string;
  readonly call: 'submit' | 'upload' | 'read' | 'download' | 'stop' | undefined;
  readonly trackId: string | undefined;
  /** Whether it carries a bearer token. */
  readonly bearer: boolean;
  readonly body: () => string;
  /** The rules that it brings: its header `Sluice-Lab`. */
  readonly brings: string | undefined;
}

/** What becomes of a request; nothing said: it goes on. */
export interface RequestVerdict {
  /** Its connection is closed, without a word. */
  readonly drop?: true;
  /** Of the body of its answer so much leaves. */
  readonly truncate?: { readonly bytes: number } | { readonly share: number };
  readonly refuse?: RequestFault;
  /** Its token is dead from now on. */
  readonly expireToken?: true;
  /** Ids of the rules that it brought, for whoever wants to let go what they hold. */
  readonly rules?: readonly string[];
}

export interface RequestFault {
  /** A documented error of the family; without one the status says all. */
  readonly code?: string;
  readonly status?: number;
  readonly message?: string;
  /** Seconds. */
  readonly retryAfter?: number;
  /** Header that is wrong, where that is why. */
  readonly parameter?: string;
}
