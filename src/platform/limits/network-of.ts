/** Whose address it is, where addresses are counted: whoever has one of IPv6 has a whole /64 of them. */
export function networkOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address;
  const [start = '', end] = address.split('::');
  const groups = start.split(':');
  const missing = end === undefined ? 0 : 8 - groups.length - end.split(':').length;
  return [...groups, ...Array<string>(Math.max(0, missing)).fill('0'), ...(end?.split(':') ?? [])]
    .slice(0, 4)
    .join(':');
}
