/**
 * Faults that a lab makes an engine have (operating.md §5): beside the engine port, for tests of whoever uses it.
 * A tenant whose engine does not run has nothing to break: both resolve at once then.
 */
export interface EngineFaults {
  /**
   * Ends the tenant's engine process as a crash would, and resolves when it is gone and swept after. What ran in it
   * fails as `crashed` or `displaced`; the next request starts another.
   */
  killEngine(tenant: string): Promise<void>;
  /**
   * Stops the tenant's engine process where it is, and resolves when it is: it answers nothing more, so that a stop has to kill
   * it. It goes on when `until` aborts, when what it worked on has been given up or had just ended, at the latest after
   * 5 minutes of machine time; and when this process has died, which it then notices. One that works on nothing is left alone.
   */
  freezeEngine(tenant: string, until?: AbortSignal): Promise<void>;
}
