import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Sluice, startSluice } from '../../src/main.ts';
import { DataQueryClient } from '../support/data-query-client.ts';

const HOUR = 3_600_000;

let sluice: Sluice;
let client: DataQueryClient;
beforeAll(async () => {
  sluice = await startSluice({ seed: 'none', limit: { 'platform.tokenLife': '3650d' } });
  client = await DataQueryClient.signIn(sluice.url);
});
afterEach(() => {
  sluice?.lab.removeAll();
  sluice?.clock.reset();
});
afterAll(() => sluice?.stop());

describe('the lab of a handle', () => {
  test('holds a job, says when one is there, and lets it go', async () => {
    const held = sluice.lab.hold({ family: 'data-query', at: 'before-publish' });
    const { id } = await client.submit('SELECT 1');
    const { waiting } = await held.reached();
    expect(waiting).toHaveLength(1);
    expect((await client.get(id)).queryStatus).toBe('in_progress');
    held.release();
    expect((await client.ended(id)).queryStatus).toBe('completed');
    expect(held.view()).toMatchObject({ matched: 1, waiting: [] });
  });

  test('at the end of its block a rule is gone, and what it held goes on', async () => {
    let id: string;
    {
      await using held = sluice.lab.hold({ at: 'running' });
      id = (await client.submit('SELECT 2')).id;
      await held.reached();
    }
    expect((await client.ended(id)).queryStatus).toBe('completed');
    expect(sluice.lab.rules()).toEqual([]);
  });

  test('a hold that nothing comes to says so', async () => {
    const held = sluice.lab.hold({ at: 'running', trackId: 'nobody' });
    await expect(held.reached('1ms')).rejects.toThrow(/Nothing waits at .*"nobody"/);
    expect(() => held.release()).toThrow(/Nothing waits/);
    held.remove();
    held.remove();
    expect(() => held.view()).toThrow(/There is no rule/);
  });

  test('takes every rule, and says what is wrong with a bad one', async () => {
    const failing = sluice.lab.add({ at: 'running', do: { fail: { message: 'as told' } } });
    const { id } = await client.submit('SELECT 3');
    expect((await client.ended(id)).queryStatus).toBe('failed');
    expect(failing.view().matched).toBe(1);
    await expect(failing.reached()).rejects.toThrow(/view\(\)\.matched/);
    expect(() => sluice.lab.hold({ at: 'running', path: '/query' })).toThrow(/path/);
  });

  test('makes the rules of a scenario, all gone at the end of its block', async () => {
    {
      await using scenario = sluice.lab.scenario('cancel-loses', { family: 'data-query' });
      expect(scenario.rules).toHaveLength(2);
      expect(sluice.lab.rules()).toMatchObject([
        { scenario: 'cancel-loses', match: { family: 'data-query' } },
        { scenario: 'cancel-loses' },
      ]);
    }
    expect(sluice.lab.rules()).toEqual([]);
    expect(() => sluice.lab.scenario('cancel-looses')).toThrow(/cancel-loses/);
  });
});

describe('the clock of a handle', () => {
  test('moves on, to an instant, and back', () => {
    const before = sluice.clock.now().getTime();
    sluice.clock.advance('3h');
    expect(sluice.clock.now().getTime()).toBeGreaterThanOrEqual(before + 3 * HOUR);
    sluice.clock.rate(0);
    sluice.clock.set('2030-01-01T00:00:00+02:00');
    expect(sluice.clock.now().toISOString()).toBe('2029-12-31T22:00:00.000Z');
    sluice.clock.set(new Date('2031-01-01T00:00:00Z'));
    expect(sluice.clock.now().toISOString()).toBe('2031-01-01T00:00:00.000Z');
    sluice.clock.reset();
    expect(sluice.clock.now().getTime()).toBeLessThan(before + HOUR);
  });

  test('ends a job that is held beyond its time', async () => {
    await using held = sluice.lab.hold({ at: 'running' });
    const { id } = await client.submit('SELECT 4');
    await held.reached();
    sluice.clock.advance('2h');
    expect((await client.ended(id)).queryStatus).toBe('failed');
  });

  test('does not go back before the start of what has not ended', async () => {
    sluice.clock.advance('10m');
    const held = sluice.lab.hold({ at: 'running' });
    const { id } = await client.submit('SELECT 5');
    await held.reached();
    expect(() => sluice.clock.reset()).toThrow(/cannot go back .* is running/);
    held.release();
    await client.ended(id);
    sluice.clock.reset();
  });

  test('says what it takes', () => {
    expect(() => sluice.clock.advance('soon')).toThrow(/500ms, 30s/);
    expect(() => sluice.clock.set('2026-12-01')).toThrow(/with its zone/);
    expect(() => sluice.clock.set(Number.NaN)).toThrow(/with its zone/);
    expect(() => sluice.clock.rate(-1)).toThrow(/0 to 3600/);
    expect(() => sluice.clock.advance('365000d')).toThrow(/2999|behind/);
  });
});

test('a service has neither', async () => {
  await using service = await startSluice({ mode: 'service', seed: 'none' });
  expect(() => service.lab).toThrow(/no lab in mode "service"/);
  expect(() => service.clock).toThrow(/no lab in mode "service"/);
});
