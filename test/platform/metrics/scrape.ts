/** Reads /metrics as Prometheus does. @throws unless it is answered 200 */
export async function scrape(url: string): Promise<string> {
  const reply = await fetch(`${url}/metrics`);
  if (reply.status !== 200) throw new Error(`/metrics: ${reply.status}`);
  return reply.text();
}

/** Value of one series, its labels in the order of the metric; `undefined` when it is not there. */
export function seriesValue(
  text: string,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const series = pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`;
  const line = text.split('\n').find((one) => one.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}
