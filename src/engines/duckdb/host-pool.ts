import type { Attempt, EngineHandle, EngineSession, EngineStop } from '../../ports/engine.ts';
import type { DuckdbEngineOptions } from './engine.ts';

/** The host processes, one a tenant: started on need, given back when idle. */
export class HostPool {
  constructor(_options: DuckdbEngineOptions) {}

  /**
   * Runs one data operation (`data/operations.ts`) in the tenant's host; operations of a tenant queue.
   * @throws DataError as the operation threw it; EngineError for the rest (`displaced` when the host went down).
   */
  call(
    _tenant: string,
    _operation: string,
    _args: unknown,
    _onProgress?: (progress: unknown) => void,
  ): Promise<unknown> {
    return Promise.reject(new Error('unfinished'));
  }

  open(_attempt: Attempt): Promise<EngineSession> {
    return Promise.reject(new Error('unfinished'));
  }

  stop(_handle: EngineHandle, _options: { readonly graceMs: number }): Promise<EngineStop> {
    return Promise.reject(new Error('unfinished'));
  }

  running(): Promise<readonly EngineHandle[]> {
    return Promise.reject(new Error('unfinished'));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
