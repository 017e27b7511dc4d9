import { Metrics } from '../../src/platform/metrics/metrics.ts';

/** The table of all metrics in docs/observability.md. */
export function drawMetrics(): string {
  const metrics = new Metrics({ version: '0', slots: 1, startedAtMs: 0 });
  metrics.watch({ watch: () => () => undefined, get: () => undefined, counts: () => [] }, []);
  const rows = metrics.registry.specs.map(({ name, type, labels, help }) => {
    const shown = labels.map((label) => `\`${label}\``).join(', ');
    return `| \`${name}\` | ${type} | ${shown} | ${help} |`;
  });
  metrics.close();
  return ['| Metric | Type | Labels | |', '|---|---|---|---|', ...rows].join('\n');
}
