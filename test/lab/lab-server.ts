import type { StartOptions } from '../../src/main.ts';
import { type TestServer, testServer } from '../families/server.ts';
import type { Answer } from '../support/data-query-client.ts';

/** A whole server with its lab. Tokens outlive every move of the clock, unless something else is said. */
export interface LabServer extends TestServer {
  /** Moves business time (operating.md §5); answers where it is then, ms since 1970. @throws unless it was moved */
  clock(body: unknown): Promise<number>;
  /** Asks the lab as an administrator by name and password, whose life no clock ends. */
  lab(method: string, path: string, body?: unknown): Promise<Answer>;
}

export async function labServer({ limit, ...options }: StartOptions = {}): Promise<LabServer> {
  const server = await testServer({ ...options, limit: { 'platform.tokenLife': '3650d', ...limit } });
  const lab = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const reply = await fetch(`${server.url}/sluice/v1/lab${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from('dev@sluice.local:sluice-dev').toString('base64')}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: reply.status, body: await reply.json() };
  };
  return {
    ...server,
    lab,
    async clock(body) {
      const answer = await lab('POST', '/clock', body);
      if (answer.status !== 200) throw new Error(JSON.stringify(answer));
      return Date.parse((answer.body as { now: string }).now);
    },
  };
}
