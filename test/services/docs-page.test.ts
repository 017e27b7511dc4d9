import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEV } from '../support/data-query-client.ts';
import { ServerProcess, until } from '../support/server-process.ts';
import { Browser } from './browser.ts';

const CHROMIUM = process.env['SLUICE_CHROMIUM'];

describe.skipIf(CHROMIUM === undefined)('/docs in a browser', () => {
  let server: ServerProcess;
  let browser: Browser;
  beforeAll(async () => {
    server = await ServerProcess.start({ args: ['--seed', 'none'] });
    browser = await Browser.start(CHROMIUM ?? '');
    await browser.open(server.url);
    await until('the page shows operations', async () => (await count('.opblock')) > 0, 60_000);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.remove();
  });

  const count = async (selector: string): Promise<number> =>
    Number(await browser.evaluate(`document.querySelectorAll(${JSON.stringify(selector)}).length`));

  it('shows every operation of the document', async () => {
    const document = (await (await fetch(`${server.url}/openapi.json`)).json()) as {
      paths: Record<string, object>;
    };
    const operations = Object.values(document.paths).flatMap((item) => Object.keys(item));
    expect(await count('.opblock')).toBe(operations.length);
    expect(await browser.evaluate('location.pathname')).toBe('/docs');
  });

  it('tries an operation out, signed in with the published client', async () => {
    const click = async (selector: string): Promise<void> => {
      await until(`there is ${selector}`, async () => (await count(selector)) > 0);
      await browser.evaluate(`document.querySelector(${JSON.stringify(selector)}).click()`);
    };
    const fill = async (selector: string, text: string): Promise<void> => {
      await until(`there is ${selector}`, async () => (await count(selector)) > 0);
      await browser.evaluate(`(() => {
        const field = document.querySelector(${JSON.stringify(selector)});
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, ${JSON.stringify(text)});
        field.dispatchEvent(new Event('input', { bubbles: true }));
        field.dispatchEvent(new Event('change', { bubbles: true }));
      })()`);
    };

    await click('.btn.authorize');
    await fill('#client_id_clientCredentials', DEV.clientId);
    await fill('#client_secret_clientCredentials', DEV.clientSecret);
    await click('.auth-container .btn.authorize');
    await until('a token is there', async () => (await count('.auth-container .btn.btn-done')) > 0);
    await click('.btn-done');
    await click('#operations-data-query-listDataQueries .opblock-summary-control');
    await click('#operations-data-query-listDataQueries .execute');
    const answer = '#operations-data-query-listDataQueries .live-responses-table tbody .response-col_status';
    await until('there is an answer', async () => (await count(answer)) > 0);
    const status = await browser.evaluate(`document.querySelector(${JSON.stringify(answer)}).innerText`);
    expect(String(status)).toMatch(/^200/);
  });

  it('complained about nothing and asked nobody else', () => {
    expect(browser.complaints).toEqual([]);
    const others = browser.requests.filter(
      (url) => !url.startsWith(`${server.url}/`) && !url.startsWith('data:'),
    );
    expect(others).toEqual([]);
    expect(browser.requests.length).toBeGreaterThan(4);
  });
});
