import type { CompiledQuery, CompileRequest, Compiler } from '../ports/compiler.ts';
import type { CatalogueSource, Compilation } from './compiler-thread.ts';

/** What it asks of the threads that it shares with other servers. */
interface SharedThreads {
  add(compilation: Compilation): void;
  /** Rejects it: nobody waits for it any longer. */
  letGo(compilation: Compilation, error: Error): void;
  /** The server has closed: nothing comes under these keys any more. */
  closed(keys: Iterable<string>): void;
}

/** The compiler of one server of the process. The keys of its tenants begin with a `prefix` that no other server has. */
export class ServerCompiler implements Compiler {
  readonly #prefix: string;
  readonly #catalogue: CatalogueSource;
  readonly #threads: SharedThreads;
  readonly #compilations = new Set<Compilation>();
  readonly #keys = new Set<string>();
  #closed = false;

  constructor(prefix: string, catalogue: CatalogueSource, threads: SharedThreads) {
    this.#prefix = prefix;
    this.#catalogue = catalogue;
    this.#threads = threads;
  }

  compile(request: CompileRequest, signal?: AbortSignal): Promise<CompiledQuery> {
    if (this.#closed) return Promise.reject(closedError());
    if (signal?.aborted) return Promise.reject(abortError(signal));
    return new Promise<CompiledQuery>((resolve, reject) => {
      const abort = (): void => this.#threads.letGo(compilation, abortError(signal));
      const settled = (): void => {
        this.#compilations.delete(compilation);
        signal?.removeEventListener('abort', abort);
      };
      const compilation: Compilation = {
        key: this.#prefix + request.scope.tenant,
        catalogue: this.#catalogue,
        request,
        gone: false,
        resolve: (query) => {
          settled();
          resolve(query);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#keys.add(compilation.key);
      this.#compilations.add(compilation);
      this.#threads.add(compilation);
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const compilation of this.#compilations) this.#threads.letGo(compilation, closedError());
    this.#threads.closed(this.#keys);
  }
}

function closedError(): Error {
  return new Error('the compiler is closed');
}

function abortError(signal: AbortSignal | undefined): Error {
  return signal?.reason instanceof Error ? signal.reason : new Error('compilation was aborted');
}
