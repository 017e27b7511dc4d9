import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** A machine that runs other tests as well: ready is awaited this long, and no longer. */
const READY_WITHIN_MS = 60_000;

/** Server and engine processes of a test may take this long to be gone after a kill or a stop. */
const GONE_WITHIN_MS = 10_000;

interface ServerArguments {
  /** Temporary and removed by `remove()` when absent. */
  readonly dataDir?: string;
  /** After `serve --port 0 --data-dir …`. */
  readonly args?: readonly string[];
  /** Working directory; by default the test's own. */
  readonly cwd?: string;
  /** Beside the test's own environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** `dist/cli.js serve` as a process of its own, as its users run it: the only kind that can be killed. */
export class ServerProcess {
  readonly url: string;
  readonly pid: number;
  readonly dataDir: string;
  readonly #child: ChildProcess;
  readonly #log: string[];
  readonly #exit: Promise<unknown>;

  private constructor(child: ChildProcess, pid: number, url: string, dataDir: string, log: string[]) {
    this.#child = child;
    this.#exit = child.exitCode === null ? once(child, 'exit') : Promise.resolve();
    this.pid = pid;
    this.url = url;
    this.dataDir = dataDir;
    this.#log = log;
  }

  /** @throws when it ends, or says nothing, before it is ready; the message carries what it wrote to stderr */
  static async start({ dataDir, args = [], cwd, env }: ServerArguments = {}): Promise<ServerProcess> {
    const directory = dataDir ?? mkdtempSync(join(tmpdir(), 'sluice-test-'));
    const { child, log } = spawnServer(directory, args, cwd, env);
    const { pid } = child;
    const { stdout } = child;
    if (pid === undefined || stdout === null) throw new Error('the server process could not be started');
    const lines = createInterface({ input: stdout });
    const first = await Promise.race([
      once(lines, 'line').then(([line]) => String(line)),
      once(child, 'exit').then(([code]) => Promise.reject(new NotStarted(Number(code), log.join('')))),
      delay(READY_WITHIN_MS, undefined, { ref: false }).then(() =>
        Promise.reject(new NotStarted(-1, log.join(''))),
      ),
    ]).catch((error: unknown) => {
      child.kill('SIGKILL');
      throw error;
    });
    const ready: unknown = JSON.parse(first);
    if (!isReady(ready)) throw new Error(`not a ready line: ${first}`);
    return new ServerProcess(child, pid, ready.url, directory, log);
  }

  /** What it has written to stderr so far. */
  get log(): string {
    return this.#log.join('');
  }

  /** Pids of the engine hosts and whatever else it has started that is alive now. */
  descendants(): number[] {
    return descendantsOf(this.pid);
  }

  /** SIGKILL to the server alone: what it started has to notice by itself. Resolves when the server is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exit;
  }

  /** SIGTERM. @returns its exit code */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    const gone = await Promise.race([
      this.#exit.then(() => true),
      delay(GONE_WITHIN_MS, false, { ref: false }),
    ]);
    if (!gone) {
      this.#child.kill('SIGKILL');
      await this.#exit;
    }
    return this.#child.exitCode;
  }

  /** Stops it and removes its data directory. */
  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A server that ended, or stayed silent (code -1), before it was ready. */
export class NotStarted extends Error {
  readonly code: number;
  readonly stderr: string;
  constructor(code: number, stderr: string) {
    super(`the server was not ready (exit code ${code}): ${stderr}`);
    this.code = code;
    this.stderr = stderr;
  }
}

/** Waits for a condition on machine time, in small steps. @throws with `what` when it does not come in time */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  withinMs = GONE_WITHIN_MS,
): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not within ${withinMs} ms: ${what}`);
    await delay(10);
  }
}

export function isAlive(pid: number): boolean {
  try {
    // A zombie answers to signal 0 until its parent reads its end: it runs no more.
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

function descendantsOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // Ended between the listing and the reading.
    }
  }
  const found: number[] = [];
  for (const child of parents.keys()) {
    let at: number | undefined = parents.get(child);
    for (let depth = 0; at !== undefined && depth < 10; depth++) {
      if (at === pid) {
        found.push(child);
        break;
      }
      at = parents.get(at);
    }
  }
  return found;
}

function spawnServer(
  dataDir: string,
  args: readonly string[],
  cwd: string | undefined,
  env: Readonly<Record<string, string>> | undefined,
): { child: ChildProcess; log: string[] } {
  const child = spawn(process.execPath, [CLI, 'serve', '--port', '0', '--data-dir', dataDir, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd,
    env: { ...foreignVariables(), ...env, SLUICE_LOG_LEVEL: 'warn', SLUICE_LOG_FORMAT: 'json' },
  });
  const log: string[] = [];
  child.stderr?.setEncoding('utf8').on('data', (text: string) => log.push(text));
  return { child, log };
}

/** The server takes every `SLUICE_…` for an option of its own, and refuses those of the tests. */
export function foreignVariables(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('SLUICE_')));
}

function isReady(value: unknown): value is { url: string } {
  return typeof value === 'object' && value !== null && 'url' in value && typeof value.url === 'string';
}
