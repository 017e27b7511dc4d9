import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { CliError, EXIT } from './exit-codes.ts';

export interface ResultOutput extends AsyncDisposable {
  /** Takes all bytes; a file appears under its name only when it is complete. */
  write(bytes: ReadableStream<Uint8Array>): Promise<void>;
  /** Bytes taken so far. */
  readonly written: number;
}

/**
 * Opens the place the result goes to, before there is a job: `undefined` is stdout.
 * @throws CliError `usage` when the file cannot be written, or compressed bytes would go to a terminal.
 */
export async function openResultOutput(
  file: string | undefined,
  compression: 'none' | 'gzip' | 'zip',
): Promise<ResultOutput> {
  if (file !== undefined) return openFile(file);
  if (compression !== 'none' && process.stdout.isTTY) {
    throw new CliError(EXIT.usage, `${compression} bytes do not belong on a terminal: add --output FILE`);
  }
  return new StdoutOutput();
}

class StdoutOutput implements ResultOutput {
  written = 0;

  async write(bytes: ReadableStream<Uint8Array>): Promise<void> {
    let closed = false;
    let wake = (): void => undefined;
    // The reader may leave early (`| head`): that is its right and no failure.
    const leave = (): void => {
      closed = true;
      wake();
    };
    process.stdout.once('error', leave);
    for await (const chunk of bytes) {
      if (closed) return;
      this.written += chunk.byteLength;
      if (process.stdout.write(chunk)) continue;
      await new Promise<void>((resolve) => {
        wake = resolve;
        process.stdout.once('drain', resolve);
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

async function openFile(file: string): Promise<ResultOutput> {
  const part = `${file}.part`;
  try {
    return new FileOutput(file, part, await open(part, 'w'));
  } catch (error) {
    throw new CliError(
      EXIT.usage,
      `--output ${file}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

class FileOutput implements ResultOutput {
  written = 0;
  readonly #file: string;
  readonly #part: string;
  readonly #handle: FileHandle;

  constructor(file: string, part: string, handle: FileHandle) {
    this.#file = file;
    this.#part = part;
    this.#handle = handle;
  }

  async write(bytes: ReadableStream<Uint8Array>): Promise<void> {
    for await (const chunk of bytes) {
      await this.#handle.writeFile(chunk);
      this.written += chunk.byteLength;
    }
    await this.#handle.close();
    await rename(this.#part, this.#file);
  }

  /** Leaves nothing behind of a result that did not come. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
    await rm(this.#part, { force: true });
  }
}
