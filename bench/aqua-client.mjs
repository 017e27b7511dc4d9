/** An AQuA client: what the figures time is what such a client sees. */
import { Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { call, signIn } from './client.mjs';

const ENDED = new Set(['completed', 'error', 'aborted', 'cancelled']);

/** @returns a client; answers of `post`, `get` and `cancel` are AQuA's job, also when that says error */
export async function signInToAqua(url) {
  const { headers, json, close } = await signIn(url);
  const agent = new Agent({ keepAlive: true });
  const job = async (method, path, body) => {
    const reply = await call(
      agent,
      `${url}/v1/batch-query/${path}`,
      method,
      body && JSON.stringify(body),
      body ? json : headers,
    );
    if (reply.status !== 200)
      throw new Error(`${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply.body;
  };
  const client = {
    json,
    headers,
    post: (queries, options = {}) =>
      job('POST', '', {
        format: 'csv',
        version: '1.1',
        useQueryLabels: true,
        queries: queries.map((query, index) => ({
          name: `q${index + 1}`,
          query,
          type: 'zoqlexport',
          ...options.query,
        })),
        ...options.job,
      }),
    get: (id) => job('GET', `jobs/${id}`),
    cancel: (id) => job('DELETE', `jobs/${id}`),
    /** @throws when it is refused */
    async submit(queries, options) {
      const answer = await client.post(queries, options);
      if (answer.errorCode !== undefined) throw new Error(`submit: ${JSON.stringify(answer)}`);
      return answer;
    },
    /** Polls until it has ended. @throws unless it completed */
    async completed(id, pauseMs = 0) {
      for (;;) {
        const answer = await client.get(id);
        if (answer.status === 'completed') return answer;
        if (ENDED.has(answer.status)) throw new Error(`job ${id} is ${JSON.stringify(answer)}`);
        if (pauseMs > 0) await delay(pauseMs);
      }
    },
    /** Bytes of a result file. */
    async download(fileId) {
      const reply = await fetch(`${url}/v1/files/${fileId}`, { headers });
      if (reply.status !== 200) throw new Error(`file ${fileId}: ${reply.status}`);
      return Buffer.from(await reply.arrayBuffer());
    },
    close() {
      agent.destroy();
      close();
    },
  };
  return client;
}
