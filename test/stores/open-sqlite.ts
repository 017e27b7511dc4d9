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
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
