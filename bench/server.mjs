/** The real server as a process of its own: `node dist/cli.js serve`, its memory read from /proc. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const PROBE = new URL('probe.mjs', import.meta.url).href;

/** How often memory is read while something is measured. */
const SAMPLE_MS = 25;

/**
 * @param {string} dataDir
 * @param {string[]} args
 * @returns a running server: `readyMs` from spawn to the ready line, `startPeak` bytes that its processes held at most
 *   until then, if asked to watch (which takes time from it)
 */
export async function startServer(dataDir, args = [], { watchMemory = false } = {}) {
  const began = performance.now();
  const child = spawn(
    process.execPath,
    ['--import', PROBE, CLI, 'serve', '--port', '0', '--data-dir', dataDir, ...args],
    {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        ...foreignVariables(),
        SLUICE_LOG_LEVEL: 'warn',
        SLUICE_LOG_FORMAT: 'json',
        BENCH_PROBE: String(process.pid),
      },
    },
  );
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    log += text;
  });
  const ofAll = (read) => [child.pid, ...descendants(child.pid)].reduce((sum, pid) => sum + read(pid), 0);
  const memoryOfAll = () => ofAll(residentBytes);
  const ready = Promise.race([
    once(createInterface({ input: child.stdout }), 'line').then(([line]) => ({
      line,
      readyMs: performance.now() - began,
    })),
    once(child, 'exit').then(() => Promise.reject(new Error(`the server did not start: ${log}`))),
  ]);
  const startPeak = watchMemory ? (await withPeak(memoryOfAll, () => ready)).peak : undefined;
  const { line, readyMs } = await ready;
  const { url } = JSON.parse(line);
  return {
    url,
    dataDir,
    readyMs,
    pid: child.pid,
    log: () => log,
    memory: () => residentBytes(child.pid),
    memoryOfAll,
    /** Processor time that its own process has used, all threads, ms. */
    processor: () => processorMs(child.pid),
    /** The same with those of its children that still run. */
    processorOfAll: () => ofAll(processorMs),
    startPeak,
    async stop() {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      const gone = await Promise.race([once(child, 'exit'), delay(8_000, undefined, { ref: false })]);
      if (gone === undefined) child.kill('SIGKILL');
    },
    resetDelay: () => child.send({ probe: 'reset' }),
    async readDelay() {
      child.send({ probe: 'read' });
      for (;;) {
        const [message] = await once(child, 'message');
        if (message.probe === 'delay') return message;
      }
    },
  };
}

/** The server takes every `SLUICE_…` for an option of its own, and refuses those of the benchmarks. */
function foreignVariables() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('SLUICE_')));
}

/** Runs `work` and samples `read()` beside it. @returns its result and the highest value seen */
export async function withPeak(read, work) {
  let peak = read();
  let running = true;
  const sampling = (async () => {
    while (running) {
      peak = Math.max(peak, read());
      await delay(SAMPLE_MS);
    }
  })();
  try {
    return { result: await work(), peak };
  } finally {
    running = false;
    await sampling;
  }
}

function residentBytes(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Ticks of the kernel's clock; Linux gives 100 a second to programs, whatever it counts by itself. */
const TICK_MS = 10;

function processorMs(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  return (Number(user) + Number(system)) * TICK_MS;
}

function descendants(root) {
  const parents = new Map();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // Ended between the listing and the reading.
    }
  }
  const isBelow = (pid) => {
    for (let at = parents.get(pid), depth = 0; at > 1 && depth < 10; at = parents.get(at), depth++)
      if (at === root) return true;
    return false;
  };
  return [...parents.keys()].filter(isBelow);
}
