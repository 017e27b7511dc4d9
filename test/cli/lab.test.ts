import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../src/lab/scenarios.ts';
import { type Sluice, startSluice } from '../../src/main.ts';
import { eventually, runCli } from './cli-process.ts';

let server: Sluice;

beforeAll(async () => {
  server = await startSluice({ seed: 'none' });
});
afterAll(() => server.stop());

const lab = (...args: string[]) => runCli(['lab', ...args], { env: { SLUICE_URL: server.url } });
const HOLD = '{"at": "before-publish", "do": {"hold": true}}';

describe('sluice lab', () => {
  it('lists the scenarios with what each teaches', async () => {
    const { code, stdout } = await lab('scenarios');
    expect(code).toBe(0);
    for (const { name, happens, teaches, right, wrong, finding } of SCENARIOS)
      expect(stdout).toContain(
        `${name}\n  ${happens}\n  ${teaches}\n  right: ${right}\n  wrong: ${wrong} (${finding})\n`,
      );
    expect(JSON.parse((await lab('scenarios', '--json')).stdout)).toEqual(SCENARIOS);
  });

  it('makes a rule, lists it and removes it', async () => {
    const made = await lab('set', HOLD, '--track-id', 'nightly', '--ttl', '1h', '--json');
    const [rule] = JSON.parse(made.stdout);
    expect(rule).toMatchObject({ match: { trackId: 'nightly', tenant: 'dev' }, ttl: '1h', matched: 0 });
    expect((await lab('rules')).stdout).toContain(`${rule.id}  before-publish  {"hold":true}`);
    expect(await lab('remove', rule.id)).toMatchObject({ code: 0, stdout: 'removed 1 rule\n' });
    expect(JSON.parse((await lab('rules', '--json')).stdout)).toEqual([]);
  });

  it('sets a scenario, for one family, and removes all its rules', async () => {
    const { stdout } = await lab('set', 'flaky-network', '--family', 'aqua', '--json');
    expect(JSON.parse(stdout)).toMatchObject(
      Array(3).fill({ scenario: 'flaky-network', match: { family: 'aqua' } }),
    );
    expect(await lab('remove', '--all')).toMatchObject({ code: 0, stdout: 'removed 3 rules\n' });
  });

  it.each([
    [['set', 'cancel-looses'], 2, 'did you mean "cancel-loses"?'],
    [['set', '{"at"'], 2, 'the rule is not JSON'],
    [['remove'], 2, 'give the id of a rule or --all'],
    [['release', 'none'], 4, 'There is no rule none'],
  ])('%j exits %i', async (args, code, message) => {
    expect(await lab(...args)).toMatchObject({ code, stderr: expect.stringContaining(message) });
  });

  it('keeps the whole state under a name, resets it, and puts it back', async () => {
    await lab('set', HOLD, '--track-id', 'kept');
    expect(await lab('snapshot', 'held')).toMatchObject({ code: 0, stdout: 'kept as held\n' });
    expect(await lab('reset')).toMatchObject({ code: 0, stdout: 'reset\n' });
    expect(JSON.parse((await lab('rules', '--json')).stdout)).toEqual([]);
    const restored = await lab('restore', 'held', '--json');
    expect([restored.code, JSON.parse(restored.stdout)]).toMatchObject([0, { name: 'held' }]);
    expect((await lab('rules')).stdout).toContain('"trackId":"kept"');
    expect(await lab('remove', '--all')).toMatchObject({ code: 0 });
    expect(await lab('restore', 'nothing')).toMatchObject({ code: 4 });
  });

  it('releases what waits, and says when nothing does', async () => {
    const [rule] = JSON.parse((await lab('set', HOLD, '--json')).stdout);
    expect(await lab('release', rule.id)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('Nothing waits'),
    });
    const query = runCli(['query', 'SELECT 1'], { env: { SLUICE_URL: server.url } });
    await eventually(async () =>
      server.lab.rules().find(({ id, waiting }) => id === rule.id && waiting.length > 0),
    );
    expect((await lab('release', rule.id)).stdout).toBe(`released ${rule.id}\n`);
    expect((await query).code).toBe(0);
  });
});
