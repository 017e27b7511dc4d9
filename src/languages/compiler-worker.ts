import { parentPort } from 'node:worker_threads';
import type { CatalogueObject } from '../ports/catalogue.ts';
import { type CompileRequest, LanguageError } from '../ports/compiler.ts';
import { encodeQuery } from '../sql/encode.ts';
import { SIGNATURES } from '../sql/functions/signatures.ts';
import { compileLanguage } from './compile-language.ts';
import { warmUpSteps } from './warm-up.ts';
import type { ToWorker, WorkerAnswer } from './worker-protocol.ts';

/** The compiler's thread: keeps the grammar warm and the catalogues of the servers' tenants between statements. */
const port = parentPort;
if (!port) throw new Error('the compiler runs in a worker thread');

const catalogues = new Map<string, readonly CatalogueObject[]>();

port.on('message', (message: ToWorker) => {
  if (message.kind === 'catalogue') catalogues.set(message.key, message.objects);
  else if (message.kind === 'forget') catalogues.delete(message.key);
  else
    void answer(message.request, catalogues.get(message.key) ?? []).then((given) => port.postMessage(given));
});

port.postMessage({ kind: 'ready' } satisfies WorkerAnswer);
// One at a time, so that a statement that waits already comes first.
const cold = warmUpSteps();
setImmediate(async function warm(): Promise<void> {
  await cold.shift()?.();
  if (cold.length > 0) setImmediate(warm);
});

async function answer(request: CompileRequest, catalogue: readonly CatalogueObject[]): Promise<WorkerAnswer> {
  try {
    const { query, ...facts } = await compileLanguage(request, catalogue, SIGNATURES);
    const columns = query.output.map(({ label }) => label);
    return { kind: 'compiled', compiled: { tree: encodeQuery(query), columns, ...facts } };
  } catch (error) {
    if (error instanceof LanguageError) {
      const { message, line, column, fault } = error;
      return { kind: 'refused', message, line, column, fault };
    }
    return {
      kind: 'broken',
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}
