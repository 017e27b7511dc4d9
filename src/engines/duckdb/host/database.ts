import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { EngineError } from '../../../ports/engine.ts';
import { prepareStatements } from '../emit/prepare.ts';
import { LEDGER_STATEMENTS } from '../rows/ledger.ts';
import { DATA_VERSION_STATEMENTS } from './data-version.ts';
import { firstLine } from './failure.ts';
import type { HostSettings } from './protocol.ts';

/** What a connection may still set when the configuration is locked: its own progress, and nothing else. */
const PROGRESS_SETTINGS = {
  enable_progress_bar: 'true',
  enable_progress_bar_print: 'false',
  progress_bar_time: '0',
} as const;

/**
 * How much log a commit may leave before it is written into the file. DuckDB's own 16 MB is just less than a `small`
 * seed leaves, which then takes half a second longer; replaying 64 MB after a crash takes about as long.
 */
const CHECKPOINT_THRESHOLD = '64MiB';

/** The tenant's open file, behind the engine's own cage (DESIGN §5). */
export class TenantDatabase {
  readonly #instance: DuckDBInstance;

  private constructor(instance: DuckDBInstance) {
    this.#instance = instance;
  }

  /** @throws EngineError `unavailable`, with a text for the operator. */
  static async open(settings: HostSettings): Promise<TenantDatabase> {
    try {
      const instance = await DuckDBInstance.create(settings.database, {
        memory_limit: `${Math.floor(settings.memoryLimit / 1024)}KiB`,
        temp_directory: settings.spillDirectory,
        checkpoint_threshold: CHECKPOINT_THRESHOLD,
        autoinstall_known_extensions: 'false',
        autoload_known_extensions: 'false',
        allow_community_extensions: 'false',
      });
      const connection = await instance.connect();
      const statements = [
        ...DATA_VERSION_STATEMENTS,
        ...LEDGER_STATEMENTS,
        ...prepareStatements(),
        ...cage(settings),
      ];
      // At once: each call costs half a millisecond, and there are more than a hundred.
      await connection.run(statements.join(';\n'));
      connection.disconnectSync();
      return new TenantDatabase(instance);
    } catch (error) {
      const reason = firstLine(error instanceof Error ? error.message : String(error));
      throw new EngineError(
        'unavailable',
        `The data of tenant "${settings.tenant}" cannot be opened: ${reason}`,
        { cause: error },
      );
    }
  }

  /** A connection whose statements report progress. Whoever asked disconnects it. */
  async connect(): Promise<DuckDBConnection> {
    const connection = await this.#instance.connect();
    const statements = Object.entries(PROGRESS_SETTINGS).map(
      ([name, value]) => `SET SESSION ${name} = ${value}`,
    );
    await connection.run(statements.join('; '));
    return connection;
  }

  /** After all connections are disconnected: writes the log into the file. */
  close(): void {
    this.#instance.closeSync();
  }
}

/** Run last: nothing after it can open a file outside the exchange directory, load code or change a setting. */
function cage({ exchangeDirectory }: HostSettings): readonly string[] {
  const allowed = Object.keys(PROGRESS_SETTINGS).map(quote).join(', ');
  return [
    `SET GLOBAL allowed_directories = [${quote(exchangeDirectory)}]`,
    'SET GLOBAL enable_external_access = false',
    `SET GLOBAL allowed_configs = [${allowed}]`,
    'SET GLOBAL lock_configuration = true',
  ];
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
