import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sluice, startSluice } from '../../src/main.ts';

describe('/docs', () => {
  let sluice: Sluice;
  beforeAll(async () => {
    sluice = await startSluice({ seed: 'none' });
  });
  afterAll(() => sluice?.stop());

  const get = (path: string, headers = {}): Promise<Response> =>
    fetch(sluice.url + path, { headers, redirect: 'manual' });

  it('is where / leads', async () => {
    const reply = await get('/');
    expect([reply.status, reply.headers.get('location')]).toEqual([302, '/docs']);
  });

  it.each(['/docs', '/docs/'])(
    '%s is a page, for anybody, that may load nothing from elsewhere',
    async (path) => {
      const reply = await get(path);
      expect(reply.status).toBe(200);
      expect(reply.headers.get('content-type')).toBe('text/html; charset=utf-8');
      const policy = reply.headers.get('content-security-policy') ?? '';
      expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'; /);
      expect(policy).not.toContain('unsafe');
      expect(await reply.text()).not.toMatch(/https?:/);
    },
  );

  it('every file that the page names is there, with its type', async () => {
    const page = await (await get('/docs')).text();
    const named = [...page.matchAll(/(?:href|src)="(\/[^"]+)"/g)].map(([, path]) => path ?? '');
    const found = await Promise.all(
      named.map(async (path) => [path, (await get(path)).headers.get('content-type')]),
    );
    expect(found).toEqual([
      ['/docs/swagger-ui.css', 'text/css; charset=utf-8'],
      ['/openapi.json', 'application/json; charset=utf-8'],
      ['/docs/swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
      ['/docs/page.js', 'text/javascript; charset=utf-8'],
    ]);
  });

  it('comes with the licences of what it is made of', async () => {
    for (const file of ['NOTICE.txt', 'swagger-ui-bundle.js.LICENSE.txt'])
      expect((await get(`/docs/${file}`)).status, file).toBe(200);
  });

  it.each(['index.html', 'constructor', '..%2Fmain.js', '%2e%2e%2fmain.js', '..%5Cmain.js'])(
    '/docs/%s is not there',
    async (file) => {
      const reply = await get(`/docs/${file}`);
      expect(reply.status).toBe(404);
      expect(await reply.json()).toMatchObject({ reasons: [{ code: 50000040 }] });
    },
  );

  it('is answered 304 to who has it', async () => {
    const etag = (await get('/docs/page.js')).headers.get('etag') ?? '';
    const again = await get('/docs/page.js', { 'if-none-match': etag });
    expect([again.status, again.headers.get('etag')]).toEqual([304, etag]);
  });

  it('names its files below the path of the public address', async () => {
    await using proxied = await startSluice({ seed: 'none', publicUrl: 'https://example.test/sluice' });
    const page = await (await fetch(`${proxied.url}/docs`)).text();
    expect(page).toContain('src="/sluice/docs/page.js" data-base="/sluice"');
    const root = await fetch(proxied.url, { redirect: 'manual' });
    expect(root.headers.get('location')).toBe('/sluice/docs');
  });
});
