import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** A day of a busy server is some MB: files of this size stay easy to handle. */
const FILE_BYTES = 64 * 1024 ** 2;
/** With the one being written: a gigabyte, many months for most. Older ones go. */
const FILES = 16;
/** Lines that wait for a disk which takes none; beyond this they are lost, and counted. */
const MAX_WAITING_BYTES = 8 * 1024 ** 2;

const CURRENT = 'audit.jsonl';
const OLDER = /^audit-(\d{6,})\.jsonl$/;

export interface AuditLogOptions {
  /** Made when missing; only its owner can read it. */
  readonly directory: string;
  readonly fileBytes?: number;
  readonly files?: number;
  /** Told once when lines cannot be written, and again only after it went well in between. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * JSON lines in `audit.jsonl`, which becomes `audit-000001.jsonl` and so on when it is full. Lines are written beside
 * what the server does, in their order, some ms after `write`: they outlive the process once written, but are not
 * synced one by one. A disk that takes none costs no request anything: lines wait, then are lost, and a line says how
 * many. After a failure a line may be there twice.
 */
export class AuditLog {
  readonly #options: Required<AuditLogOptions>;
  #waiting: string[] = [];
  #waitingBytes = 0;
  #lost = 0;
  #failing = false;
  #writing: Promise<void> | undefined;
  #file: { readonly handle: FileHandle; size: number } | undefined;

  constructor(options: AuditLogOptions) {
    this.#options = { fileBytes: FILE_BYTES, files: FILES, ...options };
  }

  /** Whether the last lines could not be written. */
  get failing(): boolean {
    return this.#failing;
  }

  /** Never throws and never waits. */
  write(line: object): void {
    const text = `${JSON.stringify(line)}\n`;
    if (this.#waitingBytes + text.length > MAX_WAITING_BYTES) this.#lost += 1;
    else {
      this.#waiting.push(text);
      this.#waitingBytes += text.length;
    }
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
  }

  /** Writes what waits and makes it durable. */
  async close(): Promise<void> {
    await this.#writing;
    await this.#file?.handle.sync().catch(() => undefined);
    await this.#closeFile();
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const lines = this.#waiting;
      const bytes = this.#waitingBytes;
      const lost = this.#lost;
      this.#waiting = [];
      try {
        if (lost > 0) lines.push(`${JSON.stringify({ event: 'lines-lost', count: lost })}\n`);
        await this.#append(lines.join(''));
        this.#waitingBytes -= bytes;
        this.#lost -= lost;
        this.#failing = false;
      } catch (error) {
        if (lost > 0) lines.pop();
        // Tried again with the next line.
        this.#waiting = [...lines, ...this.#waiting];
        await this.#closeFile();
        if (!this.#failing) this.#options.onFailure(error);
        this.#failing = true;
        return;
      }
    }
  }

  async #append(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    let file = this.#file ?? (await this.#open());
    if (file.size > 0 && file.size + bytes.length > this.#options.fileBytes) {
      await this.#rotate();
      file = await this.#open();
    }
    await file.handle.appendFile(bytes);
    file.size += bytes.length;
  }

  async #open(): Promise<{ readonly handle: FileHandle; size: number }> {
    const { directory } = this.#options;
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const handle = await open(join(directory, CURRENT), 'a+', 0o600);
    const file = { handle, size: (await handle.stat()).size };
    this.#file = file;
    // A line that a crash or a full disk cut in half stays one line of its own.
    if (file.size > 0) {
      const last = Buffer.alloc(1);
      await handle.read(last, 0, 1, file.size - 1);
      if (last.toString() !== '\n') {
        await handle.appendFile('\n');
        file.size += 1;
      }
    }
    return file;
  }

  async #rotate(): Promise<void> {
    const { directory, files } = this.#options;
    await this.#closeFile();
    const older = (await readdir(directory)).filter((name) => OLDER.test(name)).sort(byNumber);
    const next = numberOf(older.at(-1)) + 1;
    await rename(join(directory, CURRENT), join(directory, `audit-${String(next).padStart(6, '0')}.jsonl`));
    const surplus = Math.max(0, older.length + 2 - files);
    for (const name of older.slice(0, surplus)) await rm(join(directory, name), { force: true });
  }

  async #closeFile(): Promise<void> {
    const { handle } = this.#file ?? {};
    this.#file = undefined;
    await handle?.close().catch(() => undefined);
  }
}

function numberOf(name = ''): number {
  return Number(OLDER.exec(name)?.[1] ?? 0);
}

function byNumber(a: string, b: string): number {
  return numberOf(a) - numberOf(b);
}
