import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/config/system-clock.ts';
import { CalloutHosts } from '../../../src/platform/callouts/callout-hosts.ts';
import { deliverCallouts } from '../../../src/platform/callouts/deliver-callouts.ts';
import { CoreHarness, eventually } from '../../jobs/core-harness.ts';

let core: CoreHarness;
let hook: Server;
let port: number;
/** What the hook was asked for, and what it answers. */
let asked: string[];
let answers: number[];

beforeEach(async () => {
  asked = [];
  answers = [];
  hook = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(answers.shift() ?? 200, { location: '/elsewhere' }).end('a body that nobody reads');
  });
  hook.listen(0, '127.0.0.1');
  await once(hook, 'listening');
  port = (hook.address() as AddressInfo).port;
  core = new CoreHarness();
});
afterEach(async () => {
  await core.end();
  hook.closeAllConnections();
  hook.close();
});

/** The core with a family whose jobs are called out there. */
function calling(host: string, allowed: readonly string[]): void {
  const callout = ({ id }: { readonly id: string }) => ({ url: `http://${host}:${port}/done?job=${id}` });
  const jobs = { get: (id: string) => core.jobs.get(id) };
  const means = { hosts: new CalloutHosts(allowed), time: systemClock.machine };
  core.deliver = deliverCallouts(jobs, [{ name: 'data-query', callout }], means);
}

async function completed(): Promise<string> {
  const job = await core.submit({ announces: ['completed'] });
  await (await core.statement(job.id)).finish();
  await core.state(job.id, 'completed');
  return job.id;
}

const empty = () => eventually(() => core.store.outbox.nextDueAt() === undefined, 'the outbox to be empty');
const paused = () =>
  eventually(() => (core.store.outbox.nextDueAt() ?? 0) > core.clock.business.now(), 'the pause');

describe('a callout', () => {
  test('is made once when its job has completed', async () => {
    calling('127.0.0.1', ['127.0.0.1']);
    await core.start();
    const id = await completed();
    await empty();
    expect(asked).toEqual([`GET /done?job=${id}`]);
  });

  test('is made again after a failure, and a redirect is one: it is not followed', async () => {
    calling('localhost', ['localhost']);
    answers = [500, 302];
    await core.start();
    const id = await completed();
    for (const pause of [5_000, 60_000]) {
      await paused();
      core.clock.advance(pause);
    }
    await empty();
    expect(asked).toEqual(Array(3).fill(`GET /done?job=${id}`));
  });

  test('that is answered with a change of protocol has failed, and holds up no other', async () => {
    calling('127.0.0.1', ['127.0.0.1']);
    hook.removeAllListeners('request');
    hook.on('request', ({ url, socket }) => {
      asked.push(`${url}`);
      socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n');
    });
    await core.start();
    await completed();
    await paused();
    expect(asked).toHaveLength(1);
    expect(core.logged.at(-1)).toContain('did not arrive yet');
  });

  test('is given up after three tries', async () => {
    calling('127.0.0.1', ['127.0.0.1']);
    answers = [500, 500, 500];
    await core.start();
    await completed();
    for (const pause of [5_000, 60_000]) {
      await paused();
      core.clock.advance(pause);
    }
    await empty();
    expect(asked).toHaveLength(3);
    expect(core.logged.at(-1)).toContain('given up');
  });

  test.each([
    ['127.0.0.1', ['hooks.example.test']],
    ['127.0.0.1', []],
    ['127.0.0.1', ['*']],
    ['[::ffff:127.0.0.1]', ['*']],
    // A name that leads to a private address.
    ['localhost', ['*']],
  ])('to %s, with %j allowed, reaches nobody and is given up at once', async (host, allowed) => {
    calling(host, allowed);
    await core.start();
    await completed();
    await eventually(() => core.logged.length > 0, 'the refusal');
    await eventually(() => core.store.outbox.nextDueAt() === undefined || asked.length > 0, 'its end');
    expect(asked).toEqual([]);
    expect(core.logged.join()).toContain('callouts may not reach');
  });

  test('is made by the next start when the server ends between the job’s end and it', async () => {
    await core.start();
    const id = await completed();
    core.crash();
    expect(asked).toEqual([]);
    calling('127.0.0.1', ['127.0.0.1']);
    await core.start();
    await empty();
    expect(asked).toEqual([`GET /done?job=${id}`]);
  });
});
