import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ToHost } from '../../../src/engines/duckdb/host/protocol.ts';
import { identify } from '../../../src/engines/duckdb/process-identity.ts';
import { DataQueryClient } from '../../support/data-query-client.ts';
import { LabClient } from '../../support/lab-client.ts';
import { isAlive, ServerProcess } from '../../support/server-process.ts';
import { NEVER_ENDING } from '../../support/slow-queries.ts';
import { EngineFixture, HOST_ENTRY, TENANT, until } from './engine-fixture.ts';
import { neverEnding, numbers } from './trees.ts';

describe('a host whose parent is gone', () => {
  it('ends at once, also with a statement that does not listen', async () => {
    await using fixture = await EngineFixture.start();
    const { host, ask } = startHost();
    const directory = fixture.tenantDirectory();
    await ask({
      type: 'init',
      id: 1,
      settings: {
        tenant: TENANT,
        database: join(await made(directory), 'tenant.duckdb'),
        exchangeDirectory: join(directory, 'exchange'),
        spillDirectory: join(directory, 'spill'),
        memoryLimit: 256 * 1024 * 1024,
      },
    });
    await ask({ type: 'open', id: 2, session: 's' });
    void ask({
      type: 'run',
      id: 3,
      session: 's',
      tree: neverEnding().tree,
      output: fixture.output(),
      limits: {},
    });
    await until(async () => (await fixture.exchange()).length > 0);
    host.disconnect();
    const [, signal] = await once(host, 'exit');
    expect(signal).toBe('SIGKILL');
    // Nothing holds the file any more.
    expect((await fixture.run(await fixture.open(), numbers(2))).rows).toBe(2);
  });
});

it('a host that a lab has frozen goes on, and ends, when its server is killed', async () => {
  const server = await ServerProcess.start({ args: ['--seed', 'none'] });
  onTestFinished(() => server.remove());
  const client = await DataQueryClient.signIn(server.url);
  await new LabClient(client).add({ at: 'running', do: { freezeEngine: true } });
  await client.submit(NEVER_ENDING);
  await until(() => server.descendants().some((pid) => stateOf(pid) === 'T'));
  const left = server.descendants();
  await server.kill();
  await until(() => !left.some(isAlive));
});

describe('a host recorded by an earlier process', () => {
  it('is made sure to be gone before anything else is done', async () => {
    await using fixture = await EngineFixture.start();
    const old = standIn();
    const exited = once(old, 'exit');
    const identity = await identify(old.pid ?? 0);
    await made(fixture.tenantDirectory());
    await writeFile(join(fixture.tenantDirectory(), 'host.json'), JSON.stringify(identity));
    expect(await fixture.engine.running()).toEqual([]);
    expect((await exited)[1]).toBe('SIGKILL');
  });

  it('is left alone when its number belongs to another process by now', async () => {
    await using fixture = await EngineFixture.start();
    const other = standIn();
    await made(fixture.tenantDirectory());
    const record = { pid: other.pid, started: 'at another time' };
    await writeFile(join(fixture.tenantDirectory(), 'host.json'), JSON.stringify(record));
    expect((await fixture.run(await fixture.open(), numbers(1))).rows).toBe(1);
    expect(other.exitCode).toBe(null);
    expect(other.signalCode).toBe(null);
    other.kill('SIGKILL');
  });

  it('is left alone when the machine has been started anew since', async () => {
    await using fixture = await EngineFixture.start();
    const other = standIn();
    const { started } = (await identify(other.pid ?? 0)) ?? {};
    await made(fixture.tenantDirectory());
    const record = { pid: other.pid, started: started?.replace(/^[^/]+\//, 'another start/') };
    await writeFile(join(fixture.tenantDirectory(), 'host.json'), JSON.stringify(record));
    expect(await fixture.engine.running()).toEqual([]);
    expect(await identify(other.pid ?? 0)).toBeDefined();
    other.kill('SIGKILL');
  });

  it('that was never written whole hinders nobody', async () => {
    await using fixture = await EngineFixture.start();
    await made(fixture.tenantDirectory());
    await writeFile(join(fixture.tenantDirectory(), 'host.json'), '{"pid":');
    expect((await fixture.run(await fixture.open(), numbers(1))).rows).toBe(1);
  });
});

function startHost(): { host: ChildProcess; ask: (message: ToHost & { id: number }) => Promise<unknown> } {
  const host = spawn(process.execPath, [fileURLToPath(HOST_ENTRY)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
  const ask = (message: ToHost & { id: number }): Promise<unknown> =>
    new Promise((resolve, reject) => {
      host.on('message', (answer: { type: string; id: number }) => {
        if (answer.id !== message.id || answer.type === 'progress') return;
        if (answer.type === 'done') resolve(answer);
        else reject(new Error(JSON.stringify(answer)));
      });
      host.send(message);
    });
  return { host, ask };
}

/** `T`: stopped by a signal. */
function stateOf(pid: number): string | undefined {
  try {
    return /^State:\s+(\S)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

/** Some process that runs until it is killed. */
function standIn(): ChildProcess {
  return spawn(process.execPath, ['-e', 'setInterval(() => {}, 60_000)'], { stdio: 'ignore' });
}

async function made(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  return directory;
}
