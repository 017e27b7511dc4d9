import { DEV } from '../../support/data-query-client.ts';

export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface Sent {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What surrounds a client: its time, and its user. */
export interface Surroundings {
  /** Its requests have this track id. */
  readonly trackId: string;
  /** Ms of the client's own time. */
  pause(ms: number): Promise<void>;
  /** Resolves when its user wants the running job no more. */
  unwanted(): Promise<void>;
}

/** HTTP as any integration has it: an address, a token, and time to wait. */
export class Connection {
  readonly url: string;
  readonly pause: Surroundings['pause'];
  readonly unwanted: Surroundings['unwanted'];
  readonly #trackId: string;
  #token = '';
  /** So many requests were sent. */
  sent = 0;

  constructor(url: string, { trackId, pause, unwanted }: Surroundings) {
    this.url = url;
    this.pause = pause;
    this.unwanted = unwanted;
    this.#trackId = trackId;
  }

  /** Asks for a new token. */
  async signIn(): Promise<void> {
    const { clientId: client_id, clientSecret: client_secret } = DEV;
    const body = new URLSearchParams({ client_id, client_secret, grant_type: 'client_credentials' });
    const reply = await fetch(`${this.url}/oauth/token`, { method: 'POST', body });
    this.#token = ((await reply.json()) as { access_token: string }).access_token;
  }

  /** With the token; JSON in and out. @throws TypeError when the connection breaks */
  async ask<Body>(method: string, path: string, { body, headers }: Sent = {}): Promise<Answer<Body>> {
    const reply = await this.#fetch(this.url + path, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    return {
      status: reply.status,
      headers: reply.headers,
      body: (text === '' ? undefined : JSON.parse(text)) as Body,
    };
  }

  /** A file of the API's own, with the token. */
  file(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return this.#fetch(this.url + path, { headers: { authorization: `Bearer ${this.#token}`, ...headers } });
  }

  /** A signed link, without. */
  link(link: string, init: RequestInit = {}): Promise<Response> {
    return this.#fetch(link, init);
  }

  #fetch(url: string, { headers, ...init }: RequestInit): Promise<Response> {
    this.sent += 1;
    const mine = { 'zuora-track-id': this.#trackId, 'accept-encoding': 'identity' };
    return fetch(url, { ...init, headers: { ...mine, ...(headers as Record<string, string>) } });
  }
}
