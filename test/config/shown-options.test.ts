import { describe, expect, test } from 'vitest';
import { OPTIONS } from '../../src/config/option-table.ts';
import { type RawOptions, resolveOptions } from '../../src/config/options.ts';
import { givenOptions, optionsFromCode } from '../../src/config/read-options.ts';
import { shownLimits, shownOptions } from '../../src/config/shown-options.ts';

const cwd = '/nowhere';
const GIVEN = {
  mode: 'service',
  host: '0.0.0.0',
  port: '0',
  publicUrl: 'https://sluice.example.test/',
  tlsCert: '/a/cert.pem',
  tlsKey: '/a/key.pem',
  cors: 'https://a.test',
  drain: '90s',
  nodeId: 'one',
  dataDir: '/data',
  seed: 'medium',
  seedNumber: '7',
  data: '/more',
  zone: 'UTC',
  principals: { tenants: [{ name: 'acme', users: [{ name: 'ops', password: 'x-secret' }] }] },
  limits: 'relaxed',
  limit: ['dataQuery.attemptTime=90m', 'dataQuery.memory=1536MiB', 'dataQuery.live.maxRunning=5'],
  choice: ['dataQuery.queueFull=400', 'dataQuery.warehouse=off'],
  stopGrace: '1500ms',
  engineMemory: '2GiB',
  engineSlots: '3',
  logLevel: 'warn',
  logFormat: 'json',
};

function shown(raw: RawOptions): Record<string, unknown> {
  return Object.fromEntries(shownOptions(raw, resolveOptions(raw)).map(({ name, value }) => [name, value]));
}

describe('the options that are shown', () => {
  test('are all of the table, as they could stand in sluice.yaml', () => {
    const raw = givenOptions({ cwd, flags: GIVEN });
    const { principals: _, ...values } = shown(raw);
    expect(Object.keys(values)).toEqual(
      OPTIONS.map(({ name }) => name).filter((name) => name !== 'principals'),
    );
    const { principals: __, ...again } = optionsFromCode({ ...values, principals: GIVEN.principals });
    const { principals: ___, ...first } = resolveOptions(raw);
    expect(again).toEqual(first);
  });

  test('are those of the defaults too', () => {
    const raw = givenOptions({ cwd });
    expect(optionsFromCode({ ...shown(raw) })).toEqual({
      ...resolveOptions(raw),
      nodeId: expect.any(String),
    });
  });

  test('name of limits and choices only those that differ from what would hold anyway', () => {
    expect(shown(givenOptions({ cwd, flags: GIVEN }))).toMatchObject({
      limit: { 'dataQuery.attemptTime': '90m', 'dataQuery.memory': '1536MiB' },
      choice: { 'dataQuery.queueFull': '400' },
    });
    expect(shown(givenOptions({ cwd }))).toMatchObject({ limit: undefined, choice: undefined });
  });

  test('have no secret', () => {
    const text = JSON.stringify(shown(givenOptions({ cwd, flags: GIVEN })));
    expect(text).toContain('"password":"***"');
    expect(text).not.toContain('x-secret');
  });
});

test('a limit is shown as it is written in an option', () => {
  const limits = shownLimits(optionsFromCode({ limits: 'zuora' }).limits);
  const text = (name: string) => limits.find((limit) => limit.name === name)?.value;
  expect([
    text('dataQuery.attemptTime'),
    text('dataQuery.memory'),
    text('dataQuery.warehouse.maxInputRows'),
  ]).toEqual(['1h', '2GiB', 'none']);
});
