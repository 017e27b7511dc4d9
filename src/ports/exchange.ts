/** A request and its answer as they went over the wire: nothing is masked yet, and bodies are whole. */
export interface Exchange {
  readonly requestId: string;
  /** ms since 1970, machine time: when its answer had left, or its client had. */
  readonly at: number;
  /** How long it took, machine time. */
  readonly ms: number;
  /** Whose it was, where that is known. */
  readonly tenant: string | undefined;
  readonly user: string | undefined;
  /** Whether its own credentials let it in, and so are that tenant's. */
  readonly signedIn: boolean;
  readonly trackId: string | undefined;
  /** Of the job it was about. */
  readonly job: string | undefined;
  readonly method: string;
  /** Path and query string, as sent. */
  readonly url: string;
  readonly status: number;
  /** Whether the whole answer has left. */
  readonly answered: boolean;
  readonly request: ExchangedMessage;
  readonly answer: ExchangedMessage;
}

export interface ExchangedMessage {
  readonly headers: Readonly<Record<string, number | string | readonly string[] | undefined>>;
  /** Unpacked; absent where there was none, or it passed by as a stream. */
  readonly body?: string | Buffer;
}
