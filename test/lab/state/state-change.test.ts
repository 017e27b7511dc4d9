import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type ChangeParts,
  changeState,
  type Decision,
  finishChange,
  isDecided,
} from '../../../src/lab/state/state-change.ts';
import { stateFolders } from '../../../src/lab/state/state-folders.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sluice-change-'));
  place('data', 'that was');
  place('lab/next/data', 'to come');
  writeFileSync(join(dataDir, 'lab', 'next', 'sluice.db'), 'jobs to come');
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

function place(folder: string, text: string): void {
  mkdirSync(join(dataDir, folder), { recursive: true });
  writeFileSync(join(dataDir, folder, 'file'), text);
}

const DECISION: Decision = {
  replaced: ['data'],
  memory: { clock: { now: 5, offset: 3, rate: 1 }, rules: [] },
  ahead: 7,
};

/** What replaces the jobs fails so often before it is done. */
function partsOf(failures: number) {
  const told: unknown[] = [];
  const parts: ChangeParts = {
    dataDir,
    folders: stateFolders(dataDir),
    durable: false,
    replaceJobs: async (path, decision) => {
      if (told.length < failures) {
        told.push('failed');
        throw new Error('crashed here');
      }
      told.push([path && readFileSync(path, 'utf8'), decision]);
    },
  };
  return { parts, told };
}

test('all that was decided reaches who puts memory and jobs back', async () => {
  const { parts, told } = partsOf(0);
  await changeState(parts, DECISION);
  expect(told).toEqual([['jobs to come', DECISION]]);
  expect(await isDecided(parts.folders)).toBe(false);
  expect(readFileSync(join(dataDir, 'data', 'file'), 'utf8')).toBe('to come');
});

test('a change that did not get so far is finished by the next start, with what memory becomes', async () => {
  const first = partsOf(1);
  await expect(changeState(first.parts, DECISION)).rejects.toThrow('crashed here');
  expect(await isDecided(first.parts.folders)).toBe(true);
  const next = partsOf(0);
  expect(await finishChange(next.parts)).toBe(true);
  expect(next.told).toEqual([['jobs to come', DECISION]]);
  expect(readFileSync(join(dataDir, 'data', 'file'), 'utf8')).toBe('to come');
  expect(readdirSync(join(dataDir, 'lab'))).toEqual([]);
  expect(await finishChange(next.parts)).toBe(false);
});
