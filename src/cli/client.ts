import type { Connection } from './connection.ts';
import { CliError, EXIT, type ExitCode } from './exit-codes.ts';
import { fetchTrusting } from './fetch-trusting.ts';
import type { OperatorConnection } from './operator-connection.ts';
import { waitBeforeRetry, waitToRetry } from './retry.ts';

/** No call of the CLI is answered later than this by a server that works (platform.md §1: v1's own limit). */
const ANSWER_WITHIN_MS = 120_000;

/** How the server's refusals map to exit codes: 400 says what was wrong with the arguments; other 4xx are `refused`, 5xx are `noServer`. */
const EXIT_BY_STATUS: Readonly<Record<number, ExitCode>> = { 400: EXIT.usage, 404: EXIT.notFound };

/** Speaks to one server as any client would: a token by client credentials, kept in memory, renewed once on a 401. */
export class SluiceClient {
  readonly #connection: Connection | OperatorConnection;
  readonly #patience: AbortSignal | undefined;
  #token: string | undefined;

  /** @param patience faults that may pass are waited out (`retry.ts`), until it aborts; absent: they are told at once */
  constructor(
    connection: Connection | OperatorConnection,
    { patience }: { readonly patience?: AbortSignal } = {},
  ) {
    this.#connection = connection;
    this.#patience = patience;
  }

  /**
   * Sends a request and answers the JSON body of a 2xx.
   * @throws CliError for every other outcome, worded for the user.
   */
  async json<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.#authorized(method, path, {
      signal: inTime,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    // The server's own contract; a wrong shape would be its bug, not the user's.
    return (response.status === 204 ? undefined : await response.json()) as T;
  }

  /** Opens a stream: Server-Sent Events, or a file. The caller ends it through `signal`. */
  async stream(
    path: string,
    signal: AbortSignal,
    accept = 'text/event-stream',
  ): Promise<ReadableStream<Uint8Array>> {
    const response = await this.#authorized('GET', path, { signal: () => signal, accept });
    if (!response.body) throw new CliError(EXIT.noServer, `${this.#connection.url}${path}: empty answer`);
    return response.body;
  }

  /** Fetches a signed link: no credentials are sent with it. */
  async download(link: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const response = await this.#send(link, {}, () => signal);
    if (!response.ok || !response.body) {
      throw new CliError(EXIT.refused, `the result file was refused: ${response.status} at ${link}`);
    }
    return response.body;
  }

  /** Puts a file to a signed address, as a stream: no credentials are sent with it, and it is not sent again. */
  async upload(
    url: string,
    file: ReadableStream<Uint8Array>,
    bytes: number,
    signal: AbortSignal,
  ): Promise<void> {
    const headers = { 'content-type': 'application/octet-stream', 'content-length': String(bytes) };
    const response = await this.#sendOnce(url, {
      method: 'PUT',
      headers,
      body: file,
      duplex: 'half',
      signal,
    });
    if (!response.ok) throw await refusal(response);
    await response.body?.cancel();
  }

  async #authorized(
    method: string,
    path: string,
    request: { signal: () => AbortSignal; body?: string; accept?: string },
  ): Promise<Response> {
    for (let renewed = false; ; renewed = true) {
      this.#token ??= await this.#signIn();
      const init = {
        method,
        headers: {
          authorization: `Bearer ${this.#token}`,
          accept: request.accept ?? 'application/json',
          ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(request.body === undefined ? {} : { body: request.body }),
      };
      const response = await this.#send(`${this.#connection.url}${path}`, init, request.signal);
      if (response.ok) return response;
      if (response.status !== 401 || renewed) throw await refusal(response);
      this.#token = undefined;
    }
  }

  async #signIn(): Promise<string> {
    if ('operatorToken' in this.#connection) return this.#connection.operatorToken;
    const { url, clientId, clientSecret, setBy } = this.#connection;
    const body = new URLSearchParams({
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: 'client_credentials',
    });
    const response = await this.#send(`${url}/oauth/token`, { method: 'POST', body }, inTime);
    if (response.status === 401) {
      throw new CliError(
        EXIT.refused,
        `${url} refused client ${clientId}: unknown id or wrong secret; set ${setBy.join(' and ')}`,
      );
    }
    if (!response.ok) throw await refusal(response);
    const { access_token } = (await response.json()) as { access_token: string };
    return access_token;
  }

  async #send(url: string, init: RequestInit, signal: () => AbortSignal): Promise<Response> {
    const patience = this.#patience;
    if (patience === undefined) return this.#sendOnce(url, { ...init, signal: signal() });
    for (let tries = 1; ; tries++) {
      const answer = await this.#sendOnce(url, { ...init, signal: signal() }).catch((error: unknown) => {
        if (error instanceof CliError) return error;
        throw error;
      });
      const wait = waitBeforeRetry(tries, answer instanceof CliError ? undefined : answer);
      if (wait === undefined) {
        if (answer instanceof CliError) throw answer;
        return answer;
      }
      if (answer instanceof Response) await answer.body?.cancel();
      await waitToRetry(wait, patience);
    }
  }

  async #sendOnce(url: string, init: RequestInit): Promise<Response> {
    try {
      const { ca, name } = this.#connection;
      return await ((ca !== undefined || name !== undefined) && url.startsWith('https:')
        ? fetchTrusting({ ca, name }, url, init)
        : fetch(url, init));
    } catch (error) {
      if (init.signal?.aborted && init.signal.reason?.name !== 'TimeoutError') throw error;
      throw new CliError(EXIT.noServer, `no server at ${new URL(url).origin}: ${causeOf(error)}`);
    }
  }
}

/** Of a call that is answered at once; counted anew each time it is sent. */
function inTime(): AbortSignal {
  return AbortSignal.timeout(ANSWER_WITHIN_MS);
}

/** Takes the text out of any of the server's error shapes: problem documents, `{code,message}`, `reasons`. */
async function refusal(response: Response): Promise<CliError> {
  const text = await response.text();
  const exitCode = response.status >= 500 ? EXIT.noServer : (EXIT_BY_STATUS[response.status] ?? EXIT.refused);
  const message = messageIn(text) ?? `the server answered ${response.status}`;
  const seconds = response.headers.get('retry-after');
  return new CliError(exitCode, seconds === null ? message : `${message}; try again in ${seconds} s`);
}

function messageIn(text: string): string | undefined {
  try {
    const body = JSON.parse(text) as {
      detail?: string;
      title?: string;
      message?: string;
      reasons?: { message: string }[];
    };
    return body.detail ?? body.message ?? body.reasons?.[0]?.message ?? body.title;
  } catch {
    // Uploads are refused as S3 does it.
    return /<Message>([^<]+)<\/Message>/.exec(text)?.[1];
  }
}

/** Fetch hides the reason (`ECONNREFUSED`, a bad certificate) in `cause`. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause : error;
  const reason = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
  if (reason === 'ERR_TLS_CERT_ALTNAME_INVALID') return `${cause.message}; ${HOW_TO_NAME}`;
  return NOT_TRUSTED.test(reason) ? `its certificate is not trusted (${reason}); ${HOW_TO_TRUST}` : reason;
}

const HOW_TO_NAME = 'call it by a name of its certificate: --url or SLUICE_URL';

const NOT_TRUSTED = /SELF_SIGNED_CERT|UNABLE_TO_(VERIFY|GET_ISSUER)/;
const HOW_TO_TRUST =
  'name one to trust with --ca FILE or SLUICE_CA (that of "sluice serve --tls" is in its data directory: tls/certificate.pem)';
