import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { signIn, tokenForm } from '../client.mjs';
import { CONNECTIONS, change, count, inTurns, percent, processorTime, send } from '../load.mjs';
import { median } from '../measure.mjs';
import { startServer } from '../server.mjs';
import { serviceMode } from '../service-mode.mjs';

const SECONDS = 4;
const ROUNDS = 5;
const TOKENS = 20_000;
const KEYS = 100_000;
const BARE = fileURLToPath(new URL('../bare-status.mjs', import.meta.url));

/**
 * What every request passes (credentials, limits, headers, key look-up), on a status read, against a bare route that
 * sends the same reply; then the same with many tokens in use and many idempotency keys alive.
 */
export async function requestChain(workspace) {
  const dataDir = await workspace.smallData();
  const copy = workspace.folder('small-twin');
  cpSync(dataDir, copy, { recursive: true });
  const subject = await signedIn(await startServer(dataDir, serviceMode(dataDir)));
  const { client, id, url } = subject;
  const twin = await signedIn(await startServer(copy, serviceMode(copy)));
  const reply = await (await fetch(url, { headers: client.headers })).text();
  const bare = fork(BARE, [id, reply], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  try {
    const [bareUrl] = await once(createInterface({ input: bare.stdout }), 'line');
    const without = [];
    const one = [];
    for (let round = 0; round < ROUNDS; round++) {
      without.push(await perSecond({ url: `${bareUrl}/query/jobs/${id}` }));
      one.push(await perSecond({ url, headers: client.headers }));
    }
    const cost = median(without) / median(one) - 1;
    const tokens = await costOfTokens(subject);
    const keys = await costOfKeys(subject, twin);
    return [
      {
        what: 'everything a status GET passes, against a bare route with the same reply',
        target: '≤ 25 % more time a request',
        measured: `${percent(cost)} (${count(median(one))}/s against ${count(median(without))}/s)`,
        met: cost <= 0.25,
        values: { cost, without, one },
      },
      {
        what: `processor time of the same with ${count(TOKENS)} tokens in use, against one`,
        ...change(tokens, 0.05),
      },
      {
        what: `processor time of the same with ${count(KEYS)} idempotency keys alive, against a server that had as many such requests under one key`,
        ...change(keys, 0.05),
      },
    ];
  } finally {
    bare.disconnect();
    for (const side of [subject, twin]) {
      side.client.close();
      await side.server.stop();
    }
  }
}

/** A server with a job that can be asked for. */
async function signedIn(server) {
  const client = await signIn(server.url);
  const { id } = await client.submit('SELECT 1');
  await client.completed(id, 1);
  return { server, client, id, url: `${server.url}/query/jobs/${id}` };
}

/** The sender has as many requests to choose from on both sides: that alone makes it slower. */
async function costOfTokens({ server, client, url }) {
  const same = Array.from({ length: TOKENS }, () => client.headers.authorization.slice(7));
  const many = await manyTokens(server.url);
  return inTurns(
    () => processorTime(server, { url, setupClient: ownTokens(same) }),
    () => processorTime(server, { url, setupClient: ownTokens(many) }),
  );
}

/**
 * Only the number of keys differs. The same server before its keyed requests is no other side: minutes lie between the
 * two, in which the machine changes more than 5 % (29 % were seen in requests a second, none in processor time).
 */
async function costOfKeys(subject, twin) {
  await keyed(twin, () => 'bench');
  await keyed(subject, (n) => `bench-${n}`);
  return inTurns(
    () => processorTime(twin.server, { url: twin.url, headers: twin.client.headers }),
    () => processorTime(subject.server, { url: subject.url, headers: subject.client.headers }),
  );
}

async function manyTokens(base) {
  const tokens = [];
  await send({
    url: `${base}/oauth/token`,
    amount: TOKENS,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: tokenForm(),
    setupClient: (sender) =>
      sender.on('body', (body) => tokens.push(JSON.parse(body.toString()).access_token)),
  });
  return tokens;
}

/** Refused submits are kept under their keys like any other reply, and make no job. */
async function keyed({ server, client }, keyOf) {
  let sent = 0;
  await send({
    url: `${server.url}/query/jobs`,
    amount: KEYS,
    expected: 4,
    requests: [
      {
        method: 'POST',
        body: '{}',
        setupRequest: (request) => ({
          ...request,
          headers: { ...client.json, 'idempotency-key': keyOf(sent++) },
        }),
      },
    ],
  });
}

/** Each connection uses tokens of its own, in turn. */
function ownTokens(tokens) {
  const share = Math.floor(tokens.length / CONNECTIONS);
  let next = 0;
  return (sender) => {
    const mine = tokens.slice(next, next + share);
    next = (next + share) % (share * CONNECTIONS);
    sender.setRequests(mine.map((token) => ({ headers: { authorization: `Bearer ${token}` } })));
  };
}

async function perSecond(options) {
  return (await send({ duration: SECONDS, ...options })).requests.average;
}
