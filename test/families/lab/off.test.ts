import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { lab } from '../../../src/families/lab/routes.ts';
import { startSluice } from '../../../src/main.ts';
import { DataQueryClient } from '../../support/data-query-client.ts';

const CREDENTIALS = { clientId: '9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d', clientSecret: 's' };
const principals = {
  tenants: [
    {
      name: 'acme',
      users: [{ name: 'ops', password: 'secret-of-ops', admin: true }],
      clients: [{ ...CREDENTIALS, user: 'ops' }],
    },
  ],
};

/** As the lab's family registers them: its parts are used by requests alone. */
async function labRoutes(): Promise<readonly { readonly method: string; readonly path: string }[]> {
  const routes: { method: string; path: string }[] = [];
  const app = Fastify({ exposeHeadRoutes: false });
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) routes.push({ method: one, path: url });
  });
  await app.register(async (scope) => lab({} as Parameters<typeof lab>[0]).register(scope));
  await app.ready();
  await app.close();
  return routes;
}

test('in mode service no path of the lab exists, for administrators neither', async () => {
  const routes = await labRoutes();
  expect(routes.map(({ method, path }) => `${method} ${path}`)).toEqual(
    expect.arrayContaining([
      'GET /sluice/v1/lab/requests',
      'POST /sluice/v1/lab/rules',
      'POST /sluice/v1/reset',
      'POST /sluice/v1/snapshots/:name/restore',
    ]),
  );
  await using service = await startSluice({ mode: 'service', principals });
  const ops = await DataQueryClient.signIn(service.url, CREDENTIALS);
  const ask = async (method: string, path: string) => {
    const { status, body } = await ops.call(method, path, method === 'POST' ? {} : undefined);
    return { status, ...(body as object), instance: '', requestId: '' };
  };
  const nowhere = await ask('GET', '/sluice/v1/nowhere');
  expect(nowhere.status).toBe(404);
  for (const { method, path } of routes)
    expect(await ask(method, path.replace(/:\w+/g, 'x')), `${method} ${path}`).toEqual(nowhere);
});
