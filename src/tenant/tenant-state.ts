import { readFileSync } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { CatalogueObject } from '../ports/catalogue.ts';
import type { SeedPlan } from '../ports/tenant-data.ts';

/** What a tenant has beyond the base catalogue, and how far it was prepared. */
export interface TenantState {
  /** Of the catalogue; from 1. */
  readonly version: number;
  /** `layoutFingerprint` of the tables that exist; empty: none. */
  readonly layout: string;
  readonly seed?: Pick<SeedPlan, 'size' | 'number'>;
  /** Loaded folders with their `folderFingerprint`. */
  readonly folders: Readonly<Record<string, string>>;
  /** Objects that loads made or widened. */
  readonly objects: readonly CatalogueObject[];
}

/** Raised when the file's shape changes: an older server must not read a newer file. */
const FORMAT = 1;
const FILE = 'catalogue.json';
const NEW_TENANT: TenantState = { version: 1, layout: '', folders: {}, objects: [] };

/**
 * Reads `tenants/<tenant>/catalogue.json`; a tenant without one is new.
 * @throws Error that names the file when it is damaged or of a newer format.
 */
export function readTenantState(dataDir: string, tenant: string): TenantState {
  const path = pathOf(dataDir, tenant);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return NEW_TENANT;
    throw error;
  }
  const { format, ...state } = parse(path, text);
  if (format !== FORMAT)
    throw new Error(`${path} has the format ${format}; this version of Sluice reads ${FORMAT}`);
  return state;
}

/** Whole or not at all: a temporary file, synced, takes the old one's place. */
export async function writeTenantState(dataDir: string, tenant: string, state: TenantState): Promise<void> {
  const path = pathOf(dataDir, tenant);
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const temporary = `${path}.tmp`;
  const file = await open(temporary, 'w');
  try {
    await file.writeFile(JSON.stringify({ format: FORMAT, ...state }, undefined, 1));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  await syncFolder(folder);
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function parse(path: string, text: string): TenantState & { readonly format: unknown } {
  try {
    return JSON.parse(text) as TenantState & { readonly format: unknown };
  } catch (error) {
    throw new Error(
      `${path} is damaged (${(error as Error).message}): remove the tenant's folder to start anew`,
    );
  }
}

function pathOf(dataDir: string, tenant: string): string {
  return join(dataDir, 'tenants', folderName(tenant), FILE);
}

/** Whether a file below the tenants' directory is what this file reads. */
export function isTenantState(path: string): boolean {
  return basename(path) === FILE;
}

/** Beside the engine's file: letters, digits, `-` and `_` as they are, anything else as `%` and hex of its UTF-8. */
function folderName(tenant: string): string {
  return tenant.replace(/[^A-Za-z0-9_-]/gu, (char) =>
    [...Buffer.from(char)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  );
}
