/**
 * Loaded into the server's process with `node --import`: measures how late its event loop runs. Told over IPC what to do:
 * `{probe:'reset'}` begins, `{probe:'read'}` is answered with `{probe:'delay', p50, p99, max}` in ms.
 * Changes nothing of the server. Threads and child processes inherit the import; they stay silent.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

/** The loop is asked every millisecond; a value is the time between two answers, so 1 means no delay at all. */
const RESOLUTION_MS = 1;

if (isMainThread && process.env.BENCH_PROBE === String(process.ppid)) {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const ms = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
  process.on('message', (message) => {
    if (message?.probe === 'reset') delay.reset();
    if (message?.probe === 'read')
      process.send({
        probe: 'delay',
        p50: ms(delay.percentile(50)),
        p99: ms(delay.percentile(99)),
        max: ms(delay.max),
      });
  });
  process.channel?.unref();
}
