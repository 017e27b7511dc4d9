import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SHIM = fileURLToPath(new URL('./failing-fsync.c', import.meta.url));
/** Free on it at the start and after each rest: a run leaves about 2 MB a kill, and its own files must not fill the disk. */
const FREE_BYTES = 400 * 1024 * 1024;
/** Left while the disk is full: enough to answer, too little for most files. */
const LEFT_BYTES = 256 * 1024;

/** A disk of its own for the server's data, which can be filled up, and whose fsync can be made to fail. */
export class BadDisk {
  readonly dataDir: string;
  /** For the server's environment. */
  readonly env: Readonly<Record<string, string>>;
  /** What cannot be done here, and why. */
  readonly missing: readonly string[];
  readonly #root: string;
  readonly #mounted: boolean;
  readonly #canFail: boolean;

  private constructor(root: string, mounted: boolean, canFail: boolean, missing: readonly string[]) {
    this.#root = root;
    this.#mounted = mounted;
    this.#canFail = canFail;
    this.missing = missing;
    this.dataDir = join(root, 'disk', 'data');
    this.env = canFail ? { LD_PRELOAD: join(root, 'fsync.so'), FSYNC_FAILS_WHILE: this.#flag } : {};
  }

  static open(): BadDisk {
    const root = mkdtempSync(join(tmpdir(), 'sluice-torture-'));
    const missing: string[] = [];
    const tried = (what: string, run: () => void): boolean => {
      try {
        run();
        return true;
      } catch (error) {
        missing.push(`${what} (${(error as Error).message.split('\n')[0]})`);
        return false;
      }
    };
    mkdirSync(join(root, 'disk'));
    const mounted = tried('a full disk', () =>
      run('mount', '-t', 'tmpfs', '-o', `size=${FREE_BYTES}`, 'tmpfs', join(root, 'disk')),
    );
    const canFail = tried('a failing fsync', () =>
      run('cc', '-shared', '-fPIC', '-o', join(root, 'fsync.so'), SHIM, '-ldl'),
    );
    return new BadDisk(root, mounted, canFail, missing);
  }

  get canFill(): boolean {
    return this.#mounted;
  }

  get canFail(): boolean {
    return this.#canFail;
  }

  /** Makes it larger by what has been used. */
  makeRoom(): void {
    if (!this.#mounted) return;
    const { blocks, bavail, bsize } = statfsSync(`${this.#root}/disk`);
    const size = (blocks - bavail) * bsize + FREE_BYTES;
    run('mount', '-o', `remount,size=${size}`, join(this.#root, 'disk'));
  }

  fill(): void {
    const { bavail, bsize } = statfsSync(`${this.#root}/disk`);
    const free = Math.max(0, bavail * bsize - LEFT_BYTES);
    // In pieces: one buffer of all of it would be larger than the server.
    const piece = Buffer.alloc(16 * 1024 * 1024);
    try {
      for (let written = 0; written < free; written += piece.length)
        writeFileSync(this.#ballast, piece.subarray(0, Math.min(piece.length, free - written)), {
          flag: 'a',
        });
    } catch (error) {
      // The server writes too: then it is fuller than was meant.
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
    }
  }

  empty(): void {
    rmSync(this.#ballast, { force: true });
  }

  fail(): void {
    if (this.#canFail) writeFileSync(this.#flag, '');
  }

  heal(): void {
    rmSync(this.#flag, { force: true });
  }

  close(): void {
    if (this.#mounted) run('umount', '-l', join(this.#root, 'disk'));
    rmSync(this.#root, { recursive: true, force: true, maxRetries: 5 });
  }

  get #ballast(): string {
    return join(this.#root, 'disk', 'ballast');
  }

  get #flag(): string {
    return join(this.#root, 'fsync-fails');
  }
}

/** @throws with the program's own words */
function run(program: string, ...args: string[]): void {
  execFileSync(program, args, { stdio: 'pipe' });
}
