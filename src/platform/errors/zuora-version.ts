import { ZUORA_VERSIONS, type ZuoraVersion } from '../../config/zuora-versions.ts';

/** What an unlisted or malformed version counts as (platform.md §5). */
const FIRST = ZUORA_VERSIONS[0];

/** The version a v1 request is for: its header `Zuora-Version` beats what the server is set to (platform.md §5). */
export function zuoraVersion(header: unknown, byDefault: string): ZuoraVersion {
  const asked = header === undefined ? byDefault : header;
  return ZUORA_VERSIONS.find((version) => version === asked) ?? FIRST;
}

/** `2024-05-20`: a v1 error has a status of its own. `2025-08-12`: a wrong query parameter has a category of its own. */
export type VersionThreshold = '2024-05-20' | '2025-08-12';

export function isAtLeast(version: ZuoraVersion, threshold: VersionThreshold): boolean {
  return ZUORA_VERSIONS.indexOf(version) >= ZUORA_VERSIONS.indexOf(threshold);
}
