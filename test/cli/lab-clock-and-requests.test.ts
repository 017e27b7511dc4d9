import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, type ServerProcess, startServerProcess } from './cli-process.ts';

let server: ServerProcess;
beforeAll(async () => {
  server = await startServerProcess('--seed', 'none');
});
afterAll(() => server[Symbol.asyncDispose]());

const lab = (...args: string[]) => runCli(['lab', ...args], { env: { SLUICE_URL: server.url } });

describe('sluice lab clock', () => {
  it('moves business time, and shows where it is', async () => {
    const moved = await lab('clock', '--advance', '3h');
    expect(moved).toMatchObject({ code: 0, stderr: '' });
    expect(moved.stdout).toMatch(/^\S+Z {2}3h ahead of the system's time\n$/);
    expect(JSON.parse((await lab('clock', '--json')).stdout)).toMatchObject({ offset: 10_800_000, rate: 1 });
    expect((await lab('clock', '--reset')).stdout).toMatch(/Z {2}the system's time\n$/);
  });

  it.each([
    [['--advance', '3h', '--reset'], 'one of --advance, --set, --rate and --reset at a time'],
    [['--advance', 'soon'], 'advance must be a time such as 500ms, 30s, 10m, 3h or 2d'],
    [['--rate', 'fast'], 'It is a number from 0'],
  ])('refuses %s', async (args, words) => {
    const { code, stderr } = await lab('clock', ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });
});

it('sluice lab requests lists the last requests; on request with their bodies, as JSON with all', async () => {
  const { stdout } = await lab('requests', '--limit', '1');
  expect(stdout).toMatch(/^AT +STATUS +MS +JOB +REQUEST\n\S+Z +200 +\d+ +- +POST \/oauth\/token\n$/);
  const bodies = (await lab('requests', '--limit', '1', '--bodies')).stdout.split('\n');
  expect(bodies).toEqual([
    expect.stringMatching(/^\S+Z {2}200 {2}\d+ ms {2}request [0-9a-f-]{36}$/),
    'POST /oauth/token',
    expect.stringMatching(/^> .*client_secret=\*\*\*/),
    expect.stringMatching(/^< \{"access_token":"\*\*\*"/),
    '',
  ]);
  const [newest] = JSON.parse((await lab('requests', '--limit', '1', '--json')).stdout);
  expect(newest).toMatchObject({
    status: 200,
    request: { body: expect.stringContaining('client_secret=***') },
  });
});
