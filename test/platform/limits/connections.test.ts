import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { Connections } from '../../../src/platform/limits/connections.ts';
import { until } from '../../support/server-process.ts';
import { rawRequest } from '../raw-request.ts';
import { testApp } from '../test-app.ts';

let server: Server;
let sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
  server?.close();
});

/** A server for at most three connections; those that send a request are held until `answer` is called. */
async function start(): Promise<{
  readonly connections: Connections;
  readonly answer: () => void;
  held: number;
  ended: number;
}> {
  const connections = new Connections(3);
  const answers: (() => void)[] = [];
  const state = {
    connections,
    answer: () => {
      for (const send of answers.splice(0)) send();
    },
    held: 0,
    ended: 0,
  };
  server = createServer((request, response) => {
    const left = connections.hold(request, () => {
      state.ended += 1;
    });
    response.on('close', left);
    state.held += 1;
    answers.push(() => response.end('done'));
  });
  connections.watch(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return state;
}

async function open(sent = ''): Promise<Socket> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => undefined);
  sockets.push(socket);
  await new Promise((connected) => socket.once('connect', connected));
  if (sent !== '') socket.write(sent);
  return socket;
}

const REQUEST = 'GET / HTTP/1.1\r\nhost: x\r\n\r\n';

describe('when there are more connections than may be', () => {
  test('the one that waited longest without a request goes', async () => {
    const { connections } = await start();
    const oldest = await open('GET / HT');
    await open();
    const third = await open();
    await until('all are seen', () => connections.size === 3);
    await open();
    await until('the oldest is cut', () => oldest.closed);
    expect(third.closed).toBe(false);
    expect(connections.size).toBe(3);
  });

  test('one whose request is being answered stays', async () => {
    const state = await start();
    const busy = await open(REQUEST);
    await until('it is held', () => state.held === 1);
    for (let i = 0; i < 10; i++) await open();
    await until('others are cut', () => sockets.filter(({ closed }) => closed).length === 8);
    expect(busy.closed).toBe(false);
    state.answer();
    await until('it is answered', () => busy.bytesRead > 0);
  });

  test('one that had an answer goes after those that never had', async () => {
    const state = await start();
    const client = await open(REQUEST);
    await until('it is held', () => state.held === 1);
    state.answer();
    await until('it is answered', () => client.bytesRead > 0 && state.ended === 1);
    for (let i = 0; i < 10; i++) await open();
    await until('others are cut', () => sockets.filter(({ closed }) => closed).length === 8);
    expect(client.closed).toBe(false);
  });
});

test('what a request holds ends once, whether its answer leaves or its client does', async () => {
  const state = await start();
  const leaving = await open(REQUEST + REQUEST);
  await open(REQUEST);
  await until('all are held', () => state.held === 3);
  leaving.destroy();
  await until('both of the one that left end', () => state.ended === 2);
  state.answer();
  await until('the answered one ends', () => state.ended === 3);
  await until('all are gone', () => state.connections.size === 1);
  expect(state.ended).toBe(3);
});

test('a refused request that is no HTTP is answered, and its connection is closed though the client keeps its side open', async () => {
  await using app = await testApp();
  const reply = await rawRequest(app.port, 'nonsense\r\n\r\n');
  expect(reply).toMatch(/^HTTP\/1\.1 400 /);
  expect(reply).toMatch(/connection: close/);
});
