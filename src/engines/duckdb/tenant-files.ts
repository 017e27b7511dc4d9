import { basename, join } from 'node:path';

const DATABASE = 'tenant.duckdb';

/** Where a tenant's things are, below the data directory. */
export interface TenantFiles {
  readonly directory: string;
  /** DuckDB's file. Its stem is the name of its catalog, which must not be that of a schema in it. */
  readonly database: string;
  /** Pipes and files of running work; empty when nothing runs. */
  readonly exchange: string;
  /** What the engine puts aside when memory is short. */
  readonly spill: string;
  /** Which process has the file open. */
  readonly hostRecord: string;
}

export function tenantFiles(dataDir: string, tenant: string): TenantFiles {
  return filesIn(tenantsDirectory(dataDir), folderName(tenant));
}

/** Whether a file below the tenants' directory is of a database: DuckDB's file, and the log beside it. */
export function isDatabaseFile(path: string): boolean {
  return basename(path).startsWith(DATABASE);
}

export function tenantsDirectory(dataDir: string): string {
  return join(dataDir, 'tenants');
}

export function filesIn(tenants: string, folder: string): TenantFiles {
  const directory = join(tenants, folder);
  return {
    directory,
    database: join(directory, DATABASE),
    exchange: join(directory, 'exchange'),
    spill: join(directory, 'spill'),
    hostRecord: join(directory, 'host.json'),
  };
}

/** A tenant's name as a folder: letters, digits, `-` and `_` as they are, anything else as `%` and hex of its UTF-8. */
function folderName(tenant: string): string {
  if (tenant === '') throw new RangeError('A tenant has a name');
  return tenant.replace(/[^A-Za-z0-9_-]/gu, (char) =>
    [...Buffer.from(char)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  );
}
