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
  /** Stops the tenant's engine process where it is: it answers nothing more, and only its end undoes that. */
  freezeEngine(tenant: string): Promise<void>;
}
