import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { SqliteStore } from '../../src/stores/sqlite/open.ts';
import { runFolder } from '../support/run-folder.ts';
import { openIn } from './open-sqlite.ts';

/** Open and empty; they end with their process, their files with the run. */
const spare: SqliteStore[] = [];
const directories = new WeakMap<SqliteStore, string>();

/**
 * An empty store for a test that asks nothing about making one: a thread, two connections and a schema cost more than
 * most of what such a test does. Given back by `giveBack`, or closed by who has made a mess of it.
 */
export async function spareStore(): Promise<SqliteStore> {
  return spare.pop() ?? openAt(mkdtempSync(join(runFolder(), 'store-')));
}

/** Closes it, and opens what it kept. */
export async function reopen(store: SqliteStore): Promise<SqliteStore> {
  const directory = directories.get(store);
  if (directory === undefined) throw new Error('not a spare store');
  await store.close();
  return openAt(directory);
}

/** Empties it for the next test. Nobody may write to it or watch it any more. */
export async function giveBack(store: SqliteStore): Promise<void> {
  await store.replaceBy({ tokensByMs: 0 });
  spare.push(store);
}

async function openAt(directory: string): Promise<SqliteStore> {
  const store = await openIn(directory);
  directories.set(store, directory);
  return store;
}
