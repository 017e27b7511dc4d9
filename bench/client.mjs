/** A Data Query client: what the figures time is what such a client sees. */
import { Agent, request as httpRequest } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

const CREDENTIALS = {
  client_id: '5c1ce000-0000-4000-8000-000000000001',
  client_secret: 'sluice-dev-secret',
  grant_type: 'client_credentials',
};

const ENDED = new Set(['completed', 'failed', 'cancelled']);

/** The form that asks for a token. */
export const tokenForm = () => new URLSearchParams(CREDENTIALS).toString();

export async function signIn(url) {
  const agent = new Agent({ keepAlive: true });
  const reply = await call(agent, `${url}/oauth/token`, 'POST', tokenForm(), {
    'content-type': 'application/x-www-form-urlencoded',
  });
  const headers = { authorization: `Bearer ${reply.body.access_token}` };
  const json = { ...headers, 'content-type': 'application/json' };
  const client = {
    headers,
    json,
    submitBody: (query, options = {}) =>
      JSON.stringify({
        query,
        outputFormat: 'CSV',
        compression: 'NONE',
        output: { target: 'S3' },
        ...options,
      }),
    async submit(query, options) {
      const { status, body } = await call(
        agent,
        `${url}/query/jobs`,
        'POST',
        client.submitBody(query, options),
        json,
      );
      if (status !== 200) throw new Error(`submit: ${status} ${JSON.stringify(body)}`);
      return body.data;
    },
    async get(id) {
      const { status, body } = await call(agent, `${url}/query/jobs/${id}`, 'GET', undefined, headers);
      if (status !== 200) throw new Error(`status: ${status} ${JSON.stringify(body)}`);
      return body.data;
    },
    cancel: (id) => call(agent, `${url}/query/jobs/${id}`, 'DELETE', undefined, headers),
    /** Polls until it has ended. @throws unless it completed */
    async completed(id, pauseMs = 0) {
      for (;;) {
        const job = await client.get(id);
        if (job.queryStatus === 'completed') return job;
        if (ENDED.has(job.queryStatus))
          throw new Error(`${job.queryStatus}: ${job.errorMessage} (${job.query})`);
        if (pauseMs > 0) await delay(pauseMs);
      }
    },
    async running(id) {
      for (;;) {
        const job = await client.get(id);
        if (job.queryStatus === 'in_progress') return job;
        if (ENDED.has(job.queryStatus))
          throw new Error(`${job.queryStatus}: ${job.errorMessage} (${job.query})`);
        await delay(2);
      }
    },
    close: () => agent.destroy(),
  };
  return client;
}

/** One request with a JSON answer. */
export function call(agent, url, method, body, headers) {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url, { agent, method, headers }, (reply) => {
      let text = '';
      reply
        .setEncoding('utf8')
        .on('data', (part) => {
          text += part;
        })
        .on('end', () =>
          resolve({ status: reply.statusCode, body: text === '' ? undefined : JSON.parse(text) }),
        )
        .on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
