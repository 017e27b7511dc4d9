import { DEV } from '../../support/data-query-client.ts';

/** The server is gone, or cut the connection: nobody knows whether the request was carried out. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

/** The server refused for a reason of its own, or for too much at once: the same may work later. */
export class Trouble extends Error {
  override readonly name = 'Trouble';
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** What was answered a moment ago has outlived its life: the clock was moved. The caller begins anew. */
export class TooLate extends Error {
  override readonly name = 'TooLate';
}

export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** A client whose server comes back at another address, and whose token dies when the clock moves. */
export class Session {
  #url = '';
  #token: string | undefined;

  at(url: string): void {
    this.#url = url;
  }

  /** @throws Broken, Trouble */
  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Reply> {
    const reply = await this.#authorized(method, path, body, headers);
    if (reply.status !== 401) return reply;
    this.#token = undefined;
    return this.#authorized(method, path, body, headers);
  }

  /** @throws Broken, Trouble; `undefined` when it is answered with another status than 200 */
  async bytes(link: string, headers: Readonly<Record<string, string>> = {}): Promise<Buffer | undefined> {
    const target = link.startsWith('/') ? this.#url + link : link;
    return sent(async () => {
      const reply = await fetch(target, { headers: { 'accept-encoding': 'identity', ...headers } });
      const content = Buffer.from(await reply.arrayBuffer());
      troubled(reply.status, content.toString('utf8', 0, 200));
      return reply.status === 200 ? content : undefined;
    });
  }

  /** Of a file that needs the token. */
  async ownBytes(path: string): Promise<Buffer | undefined> {
    return this.bytes(path, { authorization: `Bearer ${await this.#signedIn()}` });
  }

  async put(link: string, content: string): Promise<number> {
    return sent(async () => {
      const reply = await fetch(link, { method: 'PUT', body: content });
      troubled(reply.status, await reply.text());
      return reply.status;
    });
  }

  async #authorized(
    method: string,
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>>,
  ): Promise<Reply> {
    const token = await this.#signedIn();
    return sent(async () => {
      const reply = await fetch(this.#url + path, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await reply.text();
      troubled(reply.status, text);
      return { status: reply.status, body: text === '' ? undefined : JSON.parse(text) };
    });
  }

  async #signedIn(): Promise<string> {
    this.#token ??= await sent(async () => {
      const form = {
        client_id: DEV.clientId,
        client_secret: DEV.clientSecret,
        grant_type: 'client_credentials',
      };
      const reply = await fetch(`${this.#url}/oauth/token`, {
        method: 'POST',
        body: new URLSearchParams(form),
      });
      const text = await reply.text();
      troubled(reply.status, text);
      return (JSON.parse(text) as { access_token: string }).access_token;
    });
    return this.#token;
  }
}

function troubled(status: number, text: string): void {
  if (status >= 500 || status === 429) throw new Trouble(status, `${status}: ${text.slice(0, 300)}`);
}

/** `fetch` reports a connection that was refused or cut as a TypeError, and a body that was cut as `terminated`. */
async function sent<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof TypeError) throw new Broken(String(error.cause ?? error.message));
    throw error;
  }
}
