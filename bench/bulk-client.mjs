/** A client of bulk data, as the figures see it. */
import { createReadStream, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { signIn } from './client.mjs';

const ENDED = new Set(['Completed', 'Failed', 'Aborted', 'Cancelled']);

export async function signInToBulk(url) {
  const session = await signIn(url);
  const api = async (method, path, body) => {
    const response = await fetch(`${url}/bulk-data/bulk-jobs${path}`, {
      method,
      headers: body === undefined ? session.headers : session.json,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  };
  return {
    api,
    create: (objectType, options = {}) => api('POST', '', { name: 'bench', objectType, ...options }),
    submit: (id) => api('POST', `/${id}/submissions`),
    summary: (id) => api('GET', `/${id}/summary`),
    abort: (id) => api('POST', `/${id}/aborts`),
    downloads: (id) => api('GET', `/${id}/downloads`),
    /** Puts the file to where the job waits for it, as a stream. */
    async upload({ uploadUrl }, path) {
      const response = await fetch(uploadUrl, {
        method: 'PUT',
        duplex: 'half',
        headers: { 'content-length': String(statSync(path).size) },
        body: Readable.toWeb(createReadStream(path, { highWaterMark: 256 * 1024 })),
      });
      if (!response.ok) throw new Error(`upload: ${response.status} ${await response.text()}`);
    },
    /** Polls until it has ended; answers its summary. */
    async ended(id, pauseMs = 5) {
      for (;;) {
        const summary = await this.summary(id);
        if (ENDED.has(summary.status)) return summary;
        await delay(pauseMs);
      }
    },
    close: () => session.close(),
  };
}
