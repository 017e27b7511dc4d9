import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { NODE_WANTED, VERSION } from '../../config/version.ts';
import { size } from '../amounts.ts';
import { type Check, ok, unknown, wrong } from './check.ts';

/** With less a large result, or what the engine puts aside while it sorts, finds no room. */
const LEAST_FREE_BYTES = 1024 ** 3;
/** Further apart, links and tokens end sooner or later than their clients think. */
const CLOCKS_APART_MS = 2000;

/** Of the server, as it says itself. */
export interface ServerFacts {
  readonly version: string;
  readonly node: string;
  /** ISO 8601: of its machine, and by which lives are counted. */
  readonly time: string;
  readonly businessTime: string;
}

/** Node and DuckDB of this installation, and whether the server is of the same version. */
export async function checkVersions(server: ServerFacts | undefined): Promise<Check> {
  const { node } = process.versions;
  const here = `Sluice ${VERSION}, Node ${node}`;
  if (isOlder(node, NODE_WANTED)) return wrong('versions', `${here}: Node ${NODE_WANTED} is needed`);
  let duckdb: string;
  try {
    duckdb = (await import('@duckdb/node-bindings')).default.library_version();
  } catch (error) {
    return wrong(
      'versions',
      `${here}; DuckDB cannot be loaded (${(error as Error).message}): install again with "npm ci"`,
    );
  }
  const detail = `${here}, DuckDB ${duckdb}`;
  if (server === undefined) return ok('versions', detail);
  if (server.version !== VERSION)
    return wrong(
      'versions',
      `${detail}; the server is Sluice ${server.version}: use the command of its version`,
    );
  return ok('versions', `${detail}; the server: Sluice ${server.version}, Node ${server.node}`);
}

/** Whether the data directory has room. @param directory `undefined`: it is not known */
export async function checkDisk(directory: string | undefined): Promise<Check> {
  if (directory === undefined || !existsSync(directory))
    return unknown('disk', 'the data directory is not here: name it with --data-dir');
  try {
    const { bavail, blocks, bsize } = await statfs(directory);
    const detail = `${size(bavail * bsize)} of ${size(blocks * bsize)} free for ${directory}`;
    return bavail * bsize < LEAST_FREE_BYTES
      ? wrong(
          'disk',
          `${detail}: results and the engine need more; shorten --limit dataQuery.fileLife=… and the like, or make room`,
        )
      : ok('disk', detail);
  } catch (error) {
    return unknown('disk', (error as Error).message);
  }
}

/**
 * The server's clock against this machine's.
 * @param asked ms since 1970 by this machine, when the server was asked and when it had answered
 */
export function checkClock(
  server: ServerFacts,
  asked: { readonly from: number; readonly to: number },
): Check {
  const there = Date.parse(server.time);
  const apart = there < asked.from ? there - asked.from : Math.max(0, there - asked.to);
  const moved = Math.round((Date.parse(server.businessTime) - there) / 1000);
  const business = moved === 0 ? '' : `; its business time was moved by ${moved} s`;
  if (Math.abs(apart) > CLOCKS_APART_MS)
    return wrong(
      'clock',
      `the server's is ${seconds(apart)} ${apart < 0 ? 'behind' : 'ahead'}${business}: set both by NTP, or tokens and links end at other times than their clients think`,
    );
  return ok('clock', `the server's is this machine's${business}`);
}

function seconds(ms: number): string {
  return `${Math.round(Math.abs(ms) / 1000)} s`;
}

/** @param wanted `>=20.19` */
function isOlder(version: string, wanted: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = wanted.replace(/^>=/, '').split('.').map(Number);
  return major < leastMajor || (major === leastMajor && minor < leastMinor);
}
