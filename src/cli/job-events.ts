import type { SluiceClient } from './client.ts';
import type { JobEvent } from './native-job.ts';

/**
 * Reads the server's event stream (operating.md §4, `GET /events`) until it or `signal` ends it. Only `data` lines
 * matter: each holds one event as JSON; comments are the server's heartbeat.
 */
export async function* jobEvents(
  client: SluiceClient,
  job: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<JobEvent> {
  const query = job === undefined ? '' : `?job=${encodeURIComponent(job)}`;
  const stream = await client.stream(`/sluice/v1/events${query}`, signal);
  let data = '';
  for await (const line of lines(stream)) {
    if (line.startsWith('data:')) data += line.slice(5);
    else if (line === '' && data !== '') {
      yield JSON.parse(data) as JobEvent;
      data = '';
    }
  }
}

async function* lines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split(/\r?\n/);
    rest = parts.pop() ?? '';
    yield* parts;
  }
}
