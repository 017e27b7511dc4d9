import type { FastifyReply } from 'fastify';
import type { JobEvent } from '../../jobs/job.ts';
import type { MachineTime } from '../../ports/clock.ts';

/** Silence after which proxies and clients may give a connection up is longer than this (30 s and more). */
const KEEP_ALIVE_MS = 15_000;
/** A reader this far behind misses progress; state changes and receipts still reach it. */
const SLOW_READER_BYTES = 256 * 1024;
/** A reader this far behind is let go: it would cost memory without end. */
const LOST_READER_BYTES = 8 * 1024 * 1024;

/** Server-Sent Events to one reader. */
export interface EventStream {
  send(event: JobEvent): void;
  /** Idempotent. */
  end(): void;
}

/** Takes the connection over. `onEnd` is called once, whoever ends it. */
export function openEventStream(reply: FastifyReply, time: MachineTime, onEnd: () => void): EventStream {
  reply.hijack();
  const { raw } = reply;
  const headers = Object.entries(reply.getHeaders()).filter(([, value]) => value !== undefined);
  raw.writeHead(200, {
    ...(Object.fromEntries(headers) as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // Proxies that buffer would hold events back.
    'x-accel-buffering': 'no',
  });
  raw.write(': open\n\n');
  const keepAlive = time.every(KEEP_ALIVE_MS, () => raw.write(': keep-alive\n\n'));
  let ended = false;

  function end(): void {
    if (ended) return;
    ended = true;
    keepAlive.cancel();
    raw.end();
    onEnd();
  }

  raw.on('close', end);
  raw.on('error', end);
  return {
    end,
    send(event) {
      if (ended || (event.type === 'progress' && raw.writableLength > SLOW_READER_BYTES)) return;
      if (raw.writableLength > LOST_READER_BYTES) raw.destroy();
      else raw.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    },
  };
}
