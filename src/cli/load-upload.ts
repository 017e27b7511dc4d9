import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { SluiceClient } from './client.ts';
import { CliError, EXIT } from './exit-codes.ts';
import type { ProgressBar } from './progress-bar.ts';

/** Between two moves of the bar, bytes. */
const SHOWN_EVERY = 1024 * 1024;

/** A file that is there and can be read. */
export interface SourceFile {
  readonly path: string;
  readonly bytes: number;
}

/** @throws CliError `usage` when it cannot be read, or is no file: before there is a job */
export async function sourceFile(path: string): Promise<SourceFile> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'r');
    const facts = await handle.stat();
    if (facts.isFile()) return { path, bytes: facts.size };
  } catch (error) {
    throw new CliError(EXIT.usage, `${path}: ${(error as Error).message}`);
  } finally {
    await handle?.close();
  }
  throw new CliError(EXIT.usage, `${path} is no file`);
}

/** Streams the file to where the job waits for it. @throws whatever the signal was aborted with */
export async function upload(
  client: SluiceClient,
  url: string,
  { path, bytes }: SourceFile,
  { bar, signal }: { readonly bar: ProgressBar; readonly signal: AbortSignal },
): Promise<void> {
  let sent = 0;
  let shown = 0;
  const source = createReadStream(path).on('data', (chunk) => {
    sent += chunk.length;
    if (sent - shown < SHOWN_EVERY) return;
    shown = sent;
    bar.show('uploading', { rows: 0, bytes: sent, fraction: sent / bytes });
  });
  try {
    await client.upload(url, Readable.toWeb(source) as ReadableStream<Uint8Array>, bytes, signal);
  } finally {
    source.destroy();
  }
}
