import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { signIn, tokenForm } from '../client.mjs';
import { median } from '../measure.mjs';
import { startServer } from '../server.mjs';

const CONNECTIONS = 50;
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
  const server = await startServer(await workspace.smallData());
  const client = await signIn(server.url);
  const { id } = await client.submit('SELECT 1');
  await client.completed(id, 1);
  const url = `${server.url}/query/jobs/${id}`;
  const reply = await (await fetch(url, { headers: client.headers })).text();
  const bare = fork(BARE, [id, reply], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  try {
    const [bareUrl] = await once(createInterface({ input: bare.stdout }), 'line');
    const without = [];
    const one = [];
    const oneByOne = [];
    // A sender that has many requests to choose from is slower itself: both sides of the second figure are sent by such.
    const sameToken = ownTokens(Array.from({ length: TOKENS }, () => client.headers.authorization.slice(7)));
    for (let round = 0; round < ROUNDS; round++) {
      without.push(await perSecond({ url: `${bareUrl}/query/jobs/${id}` }));
      one.push(await perSecond({ url, headers: client.headers }));
      oneByOne.push(await perSecond({ url, setupClient: sameToken }));
    }
    const tokens = await manyTokens(server.url);
    await manyKeys(server.url, client);
    const many = [];
    const again = [];
    for (let round = 0; round < ROUNDS; round++) {
      again.push(await perSecond({ url, setupClient: sameToken }));
      many.push(await perSecond({ url, setupClient: ownTokens(tokens) }));
    }
    const cost = median(without) / median(one) - 1;
    const ofTokens = median(again) / median(many) - 1;
    const ofKeys = median(oneByOne) / median(again) - 1;
    return [
      {
        what: 'everything a status GET passes, against a bare route with the same reply',
        target: '≤ 25 % more time a request',
        measured: `${percent(cost)} (${count(median(one))}/s against ${count(median(without))}/s)`,
        met: cost <= 0.25,
        values: { cost, without, one },
      },
      {
        what: `the same with ${count(TOKENS)} tokens in use, against one; with ${count(KEYS)} idempotency keys alive, against before`,
        target: 'no measurable change (≤ 5 %)',
        measured: `${percent(ofTokens)} (${count(median(many))}/s against ${count(median(again))}/s in turns); ${percent(ofKeys)} (against ${count(median(oneByOne))}/s)`,
        met: ofTokens <= 0.05 && ofKeys <= 0.05,
        values: { ofTokens, ofKeys, oneByOne, many, again },
      },
    ];
  } finally {
    client.close();
    bare.disconnect();
    await server.stop();
  }
}

async function manyTokens(base) {
  const tokens = [];
  await run({
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
async function manyKeys(base, client) {
  let key = 0;
  await run({
    url: `${base}/query/jobs`,
    amount: KEYS,
    expected: 4,
    requests: [
      {
        method: 'POST',
        body: '{}',
        setupRequest: (request) => ({
          ...request,
          headers: { ...client.json, 'idempotency-key': `bench-${key++}` },
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

async function run({ expected = 2, ...options }) {
  const result = await autocannon({ connections: CONNECTIONS, ...options });
  const { errors } = result;
  if (errors > 0 || result[`${expected}xx`] !== result.requests.total)
    throw new Error(`${JSON.stringify(result.statusCodeStats)}, ${errors} errors`);
  return result;
}

async function perSecond(options) {
  return (await run({ duration: SECONDS, ...options })).requests.average;
}

const count = (value) => Math.round(value).toLocaleString('en-US');
const percent = (value) => `${(value * 100).toFixed(0)} %`;
