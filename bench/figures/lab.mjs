import { cpSync } from 'node:fs';
import { Agent } from 'node:http';
import { call, signIn } from '../client.mjs';
import { change, inTurns, processorTime } from '../load.mjs';
import { median, ms, percentile, timer } from '../measure.mjs';
import { startServer } from '../server.mjs';
import { serviceMode } from '../service-mode.mjs';

const HOLDS = 100;
const KILLS = 10;
const RESETS = 20;
const RULES = 100;
/** Beside each kill of the engine; they are cut off by it and run again. */
const JOBS_BESIDE = 4;
const TRACKED = { trackId: 'bench' };
const BESIDE = 'SELECT count(*) FROM account a, account b WHERE a.name < b.name';

/** What the lab does within milliseconds, and what it costs those who do not use it. */
export async function lab(workspace) {
  const dataDir = await workspace.smallData();
  const copy = workspace.folder('lab-off');
  cpSync(dataDir, copy, { recursive: true });
  const on = await labClient(await startServer(dataDir));
  try {
    return [
      await holds(on),
      await kills(on),
      await costOfRules(on),
      await costOfLab(on, copy),
      await resets(on),
    ];
  } finally {
    await on.close();
  }
}

async function holds(on) {
  const taken = [];
  for (let run = -10; run < HOLDS; run++) {
    const rule = await on.rule({ match: TRACKED, at: 'before-publish', do: { hold: true } });
    const { id } = await on.submitTracked();
    await on.waitsAt(rule);
    const elapsed = timer();
    await on.lab('POST', `/rules/${rule}/release`);
    await on.client.completed(id);
    if (run >= 0) taken.push(elapsed());
  }
  return {
    what: 'a held job: release sent to seen completed',
    target: 'median < 30 ms',
    measured: `${ms(median(taken))} (p99 ${ms(percentile(taken, 0.99))}, ${taken.length} jobs)`,
    met: median(taken) < 30,
    values: { taken },
  };
}

async function kills(on) {
  const taken = [];
  for (let run = 0; run < KILLS; run++) {
    const beside = [];
    for (let job = 0; job < JOBS_BESIDE; job++) beside.push((await on.client.submit(BESIDE)).id);
    await Promise.all(beside.map((id) => on.client.running(id)));
    const rule = await on.rule({
      match: { trackId: 'bench-kill' },
      at: 'before-start',
      do: { killEngine: true },
    });
    on.client.json['zuora-track-id'] = 'bench-kill';
    const killing = await on.client.submit('SELECT 1');
    delete on.client.json['zuora-track-id'];
    await on.matched(rule);
    const elapsed = timer();
    // It is let go when the engine has gone: one that is submitted before may be what dies with it, and rests a second.
    await on.client.running(killing.id);
    await on.client.completed((await on.client.submit('SELECT 1')).id);
    taken.push(elapsed());
    for (const id of [...beside, killing.id]) await on.client.completed(id, 5);
  }
  return {
    what: `\`killEngine\` to the next \`SELECT 1\` completed, ${JOBS_BESIDE} queries running beside it`,
    target: '< 500 ms; all of them completed',
    measured: `median ${ms(median(taken))}, longest ${ms(Math.max(...taken))} (${KILLS} kills), all completed`,
    met: Math.max(...taken) < 500,
    values: { taken },
  };
}

async function costOfRules(on) {
  const status = await on.statusRead();
  const setRules = async () => {
    for (let n = 0; n < RULES; n++)
      await on.rule({
        // Of the two kinds that tests leave behind: for one request, and for a family.
        match: n % 2 === 0 ? { family: 'data-query', trackId: `nobody-${n}` } : { family: 'aqua' },
        at: 'request',
        do: { hold: true },
        ttl: '1h',
      });
  };
  const times = await inTurns(
    () => processorTime(on.server, status),
    async () => {
      await setRules();
      const taken = await processorTime(on.server, status);
      await on.lab('DELETE', '/rules');
      return taken;
    },
  );
  return {
    what: `processor time of a status GET with ${RULES} rules that match nothing, against none`,
    ...change(times, 0.02),
  };
}

async function costOfLab(on, dataDir) {
  const off = await labClient(await startServer(dataDir, serviceMode(dataDir)));
  try {
    const [statusOn, statusOff] = [await on.statusRead(), await off.statusRead()];
    const { status } = await off.lab('GET', '');
    const times = await inTurns(
      () => processorTime(on.server, statusOn),
      () => processorTime(off.server, statusOff),
    );
    const cost = change(times, 0.02);
    return {
      what: 'processor time of a status GET where the lab is off, against where it is on and without a rule',
      ...cost,
      target: 'not more; its routes are 404',
      measured: `${cost.measured}; ${status}`,
      met: cost.met && status === 404,
    };
  } finally {
    await off.close();
  }
}

async function resets(on) {
  const taken = [];
  for (let run = 0; run < RESETS; run++) {
    await on.client.completed((await on.client.submit('SELECT count(*) FROM account')).id, 1);
    const elapsed = timer();
    await on.native('POST', '/reset');
    taken.push(elapsed());
  }
  return {
    what: 'reset to the `small` seed, jobs and data',
    target: 'median < 200 ms',
    measured: `${ms(median(taken))} (longest ${ms(Math.max(...taken))}, ${RESETS} resets)`,
    met: median(taken) < 200,
    values: { taken },
  };
}

async function labClient(server) {
  const agent = new Agent({ keepAlive: true });
  const client = await signIn(server.url);
  const tracked = { ...client.json, 'zuora-track-id': TRACKED.trackId };
  const native = (method, path, body) =>
    call(agent, `${server.url}/sluice/v1${path}`, method, body && JSON.stringify(body), client.json);
  const lab = (method, path, body) => native(method, `/lab${path}`, body);
  return {
    server,
    client,
    native,
    lab,
    async rule(rule) {
      const { status, body } = await lab('POST', '/rules', rule);
      if (status >= 300) throw new Error(`rule: ${status} ${JSON.stringify(body)}`);
      return body.id;
    },
    async waitsAt(id) {
      const { body } = await lab('GET', `/rules/${id}?wait=10s`);
      if (body.waiting.length === 0) throw new Error('nothing waits at the rule');
    },
    async matched(id) {
      while ((await lab('GET', `/rules/${id}`)).body.matched === 0);
    },
    /** The job that rules for `TRACKED` act on. */
    async submitTracked() {
      const url = `${server.url}/query/jobs`;
      return (await call(agent, url, 'POST', client.submitBody('SELECT 1'), tracked)).body.data;
    },
    /** Of a job that has completed. */
    async statusRead() {
      const { id } = await client.submit('SELECT 1');
      await client.completed(id, 1);
      return { url: `${server.url}/query/jobs/${id}`, headers: client.headers };
    },
    async close() {
      client.close();
      agent.destroy();
      await server.stop();
    },
  };
}
