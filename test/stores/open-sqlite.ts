import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore, type SqliteStore } from '../../src/stores/sqlite/open.ts';

/** The writer thread runs from built code. */
const writerEntry = new URL('../../dist/store-writer.js', import.meta.url);

export function openIn(
  directory: string,
  options: { readonly maxBytes?: number } = {},
): Promise<SqliteStore> {
  return openSqliteStore({ directory, writerEntry, ...options });
}

export function temporaryDirectory(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'sluice-store-'));
  // Tried again: what was under way when a test ended may still put its last file there.
  const options = { recursive: true, force: true, maxRetries: 3, retryDelay: 20 };
  return { path, remove: () => rmSync(path, options) };
}
