import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import openapiTypes, { astToString, type OpenAPI3 } from 'openapi-typescript';
import ts from 'typescript';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSluice } from '../../src/main.ts';
import { DEV } from '../support/data-query-client.ts';

const PROGRAM = fileURLToPath(new URL('../../docs/examples/typed-client.ts', import.meta.url));

/** The example, which has no types before the test makes them. */
interface Example<Client> {
  readonly Client: { signIn(url: string, clientId: string, clientSecret: string): Promise<Client> };
  readonly everyFamily: (client: Client) => Promise<Readonly<Record<string, string | undefined>>>;
}

let server: Awaited<ReturnType<typeof startSluice>>;
let folder: string;
beforeAll(async () => {
  server = await startSluice();
  // Below the project: what the program means by `fetch` is found from there.
  folder = mkdtempSync(fileURLToPath(new URL('../../node_modules/.typed-client-', import.meta.url)));
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

/** What `tsc --strict` says of the program beside these types. */
function faults(types: string): readonly string[] {
  const program = join(folder, 'typed-client.ts');
  copyFileSync(PROGRAM, program);
  writeFileSync(join(folder, 'sluice-api.d.ts'), types);
  const options = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    allowImportingTsExtensions: true,
    types: ['node'],
  };
  return ts
    .getPreEmitDiagnostics(ts.createProgram([program], options))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

it('a client with types made by openapi-typescript compiles, and does what it says in each family', {
  timeout: 300_000,
}, async () => {
  const document = (await (await fetch(`${server.url}/openapi.json`)).json()) as OpenAPI3;
  const types = astToString(await openapiTypes(document, { defaultNonNullable: false }));
  expect(faults(types)).toEqual([]);
  const { Client, everyFamily } = (await import(PROGRAM)) as Example<unknown>;
  const client = await Client.signIn(server.url, DEV.clientId, DEV.clientSecret);
  expect(await everyFamily(client)).toEqual({
    dataQuery: 'completed',
    queryRun: 'complete',
    aqua: 'completed',
    bulk: 'Completed',
    described: 'XML',
    native: 'completed',
  });
});
