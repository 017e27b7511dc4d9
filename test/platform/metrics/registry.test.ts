import { expect, test } from 'vitest';
import { Registry } from '../../../src/platform/metrics/registry.ts';

test('a counter shows each combination of its labels that was asked for, from zero on', () => {
  const registry = new Registry();
  const jobs = registry.counter('jobs_total', 'Jobs.', ['family', 'outcome']);
  jobs('aqua', 'failed');
  jobs('aqua', 'completed').value += 2;
  jobs('aqua', 'completed').value += 1;
  expect(registry.text()).toBe(
    [
      '# HELP jobs_total Jobs.',
      '# TYPE jobs_total counter',
      'jobs_total{family="aqua",outcome="failed"} 0',
      'jobs_total{family="aqua",outcome="completed"} 3',
      '',
    ].join('\n'),
  );
});

test('a metric without labels is there from the start', () => {
  const registry = new Registry();
  registry.counter('starts_total', 'Starts.');
  expect(registry.text()).toContain('\nstarts_total 0\n');
});

test('a histogram counts each value in every bucket that holds it, its bound included', () => {
  const registry = new Registry();
  const waits = registry.histogram('wait_seconds', 'Waits.', ['family'], [0.1, 1]);
  for (const value of [0.05, 0.1, 0.5, 7]) waits('aqua').observe(value);
  expect(registry.text().split('\n').slice(2, -1)).toEqual([
    'wait_seconds_bucket{family="aqua",le="0.1"} 2',
    'wait_seconds_bucket{family="aqua",le="1"} 3',
    'wait_seconds_bucket{family="aqua",le="+Inf"} 4',
    'wait_seconds_sum{family="aqua"} 7.65',
    'wait_seconds_count{family="aqua"} 4',
  ]);
});

test('a collected metric is asked at each scrape', () => {
  const registry = new Registry();
  let hosts = 1;
  registry.collected({ name: 'hosts', type: 'gauge', help: 'Hosts.', labels: [] }, () => [
    { labels: [], value: hosts },
  ]);
  expect(registry.text()).toContain('\nhosts 1\n');
  hosts = 2;
  expect(registry.text()).toContain('\nhosts 2\n');
});

test('what the format gives a meaning is escaped', () => {
  const registry = new Registry();
  registry.counter('odd_total', 'a\\b\nc', ['value'])('say "x"\\\n').value += 1;
  expect(registry.text()).toBe(
    '# HELP odd_total a\\\\b\\nc\n# TYPE odd_total counter\nodd_total{value="say \\"x\\"\\\\\\n"} 1\n',
  );
});
