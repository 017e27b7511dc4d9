import { BlockList, isIP } from 'node:net';

/**
 * Which hosts callouts may reach (operating.md §2, `--callout-hosts`). A host that is named may have any address; `*`
 * lets every other one be called at public addresses only.
 */
export class CalloutHosts {
  readonly #named: ReadonlySet<string>;
  readonly #anyPublic: boolean;

  constructor(list: readonly string[]) {
    this.#named = new Set(list.filter((host) => host !== '*').map((host) => bare(host.toLowerCase())));
    this.#anyPublic = list.includes('*');
  }

  /** Whether a host of this name (as `URL.hostname` has it) may be called at this address. */
  allows(hostname: string, address: string): boolean {
    return this.#named.has(bare(hostname)) || (this.#anyPublic && !isPrivate(address));
  }

  /** Whether there is an address at which it may be. */
  mayAllow(hostname: string): boolean {
    const host = bare(hostname);
    return this.#named.has(host) || (this.#anyPublic && (isIP(host) === 0 || !isPrivate(host)));
  }
}

/** Without the brackets of an IPv6 address. */
export function bare(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

/** Not reachable from everywhere: of this machine, this network, or of no machine at all (IANA special registries). */
const PRIVATE = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  PRIVATE.addSubnet(network, bits, 'ipv4');

/** Of IPv6 only the global unicast range is public, without what leads back into IPv4 or nowhere. */
const PUBLIC_V6 = new BlockList();
PUBLIC_V6.addSubnet('2000::', 3, 'ipv6');
const NOT_PUBLIC_V6 = new BlockList();
for (const [network, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  NOT_PUBLIC_V6.addSubnet(network, bits, 'ipv6');

function isPrivate(address: string): boolean {
  if (isIP(address) === 4) return PRIVATE.check(address, 'ipv4');
  return !PUBLIC_V6.check(address, 'ipv6') || NOT_PUBLIC_V6.check(address, 'ipv6');
}
