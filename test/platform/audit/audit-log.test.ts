import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AuditLog } from '../../../src/platform/audit/audit-log.ts';

let root: string;
let directory: string;
let failures: unknown[];
const open = (more: { fileBytes?: number; files?: number } = {}) =>
  new AuditLog({ directory, onFailure: (error) => failures.push(error), ...more });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sluice-audit-'));
  directory = join(root, 'audit');
  failures = [];
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function linesOf(name = 'audit.jsonl'): unknown[] {
  return readFileSync(join(directory, name), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

test('lines come whole and in order, to a file for its owner alone, also after another start', async () => {
  for (const start of [0, 500]) {
    const log = open();
    for (let n = start; n < start + 500; n += 1) log.write({ n });
    await log.close();
  }
  expect(linesOf()).toEqual(Array.from({ length: 1000 }, (_, n) => ({ n })));
  expect(statSync(join(directory, 'audit.jsonl')).mode & 0o777).toBe(0o600);
});

test('a full file is followed by another; the oldest go', async () => {
  const log = open({ fileBytes: 100, files: 3 });
  for (let n = 0; n < 50; n += 1) {
    log.write({ n, filling: 'x'.repeat(60) });
    // Each its own write, as they come.
    await log.close();
  }
  expect(readdirSync(directory).sort()).toEqual(['audit-000048.jsonl', 'audit-000049.jsonl', 'audit.jsonl']);
  expect([linesOf('audit-000049.jsonl'), linesOf()]).toMatchObject([[{ n: 48 }], [{ n: 49 }]]);
});

test('a line cut in half by a crash does not take the next one with it', async () => {
  mkdirSync(directory);
  writeFileSync(join(directory, 'audit.jsonl'), '{"n":1}\n{"n":');
  const log = open();
  log.write({ n: 2 });
  await log.close();
  expect(readFileSync(join(directory, 'audit.jsonl'), 'utf8')).toBe('{"n":1}\n{"n":\n{"n":2}\n');
});

test('a place that takes nothing is told once, and what waited is written when it does again', async () => {
  writeFileSync(directory, 'no directory');
  const log = open();
  log.write({ n: 1 });
  await log.close();
  log.write({ n: 2 });
  await log.close();
  expect([failures.length, log.failing]).toEqual([1, true]);
  rmSync(directory);
  log.write({ n: 3 });
  await log.close();
  expect([linesOf(), log.failing]).toEqual([[{ n: 1 }, { n: 2 }, { n: 3 }], false]);
});

test('what is too much to wait is lost, and a line says how much', async () => {
  writeFileSync(directory, 'no directory');
  const log = open();
  for (let n = 0; n < 10; n += 1) log.write({ n, filling: 'x'.repeat(1024 ** 2) });
  await log.close();
  rmSync(directory);
  log.write({ n: 10 });
  await log.close();
  log.write({ n: 11 });
  await log.close();
  const lines = linesOf() as { n?: number; event?: string; count?: number }[];
  expect(lines.map(({ n, event, count }) => n ?? [event, count])).toEqual([
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    10,
    ['lines-lost', 3],
    11,
  ]);
});
