import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** A query that runs for hours if nobody stops it, on the smallest seed. */
export const ENDLESS =
  'SELECT count(*) FROM invoiceitem a, invoiceitem b, invoiceitem c WHERE a.chargeamount + b.chargeamount = c.chargeamount';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts `sluice …` from built code; no variable of ours or of npm's leaks in but those given. */
export function startCli(
  args: readonly string[],
  { env = {}, cwd, stdin = '' }: { env?: Record<string, string>; cwd?: string; stdin?: string } = {},
): Running {
  const clean = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(SLUICE|npm)_/.test(name)),
  );
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { ...clean, ...env },
    stdio: 'pipe',
    ...(cwd === undefined ? {} : { cwd }),
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin);
  const ended = Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)]).then(
    ([[code], stdout, stderr]) => ({ code: code as number | null, stdout, stderr }),
  );
  return { process: child, ended };
}

export function runCli(...given: Parameters<typeof startCli>): Promise<Ended> {
  return startCli(...given).ended;
}

export interface ServerProcess extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  readonly dataDir: string;
  readonly process: ChildProcess;
  readonly readyLine: string;
  /** What came to stdout after the ready line. */
  readonly laterLines: readonly string[];
  readonly exited: Promise<number | null>;
}

/** `sluice serve` as a process of its own, on a free port with temporary data, from an empty working directory. */
export async function startServerProcess(...args: string[]): Promise<ServerProcess> {
  const cwd = mkdtempSync(join(tmpdir(), 'sluice-cli-test-'));
  const data = args.includes('--data-dir') ? [] : ['--ephemeral'];
  const child = spawn(
    process.execPath,
    [CLI, 'serve', '--port', '0', '--log-level', 'error', ...data, ...args],
    { stdio: ['ignore', 'pipe', 'inherit'], cwd },
  );
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => lines.push(line));
  await Promise.race([
    once(reader, 'line'),
    exited.then((code) => Promise.reject(new Error(`serve ended with ${code} before it was ready`))),
  ]);
  const readyLine = lines.shift() ?? '';
  const ready = JSON.parse(readyLine) as { url: string; pid: number; dataDir: string };
  return {
    ...ready,
    process: child,
    readyLine,
    laterLines: lines,
    exited,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null) child.kill('SIGTERM');
      await exited;
      rmSync(cwd, { recursive: true, force: true });
    },
  };
}

/** Calls `look` until it answers something, for at most `withinMs`. */
export async function eventually<T>(look: () => Promise<T | undefined>, withinMs = 20_000): Promise<T> {
  const end = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > end) throw new Error(`nothing within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export interface ListedJob {
  readonly id: string;
  readonly state: string;
}

/** The newest jobs, straight over HTTP: looking again and again by a process each would be slow. */
export async function listJobs(url: string): Promise<readonly ListedJob[]> {
  const basic = Buffer.from('dev@sluice.local:sluice-dev').toString('base64');
  const response = await fetch(`${url}/sluice/v1/jobs`, { headers: { authorization: `Basic ${basic}` } });
  return ((await response.json()) as { jobs: ListedJob[] }).jobs;
}

/** The newest job, once it is in this state. */
export function newestJob(url: string, state: string): Promise<ListedJob> {
  return eventually(async () => {
    const [newest] = await listJobs(url);
    return newest?.state === state ? newest : undefined;
  });
}
