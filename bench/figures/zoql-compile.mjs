import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'tsdown';
import { median, ms, percentile } from '../measure.mjs';

const LOOP = fileURLToPath(new URL('../compile-export-zoql.mjs', import.meta.url));

/** The longest query that AQuA takes, text to tree. */
export async function zoqlCompile(workspace) {
  const folder = workspace.folder('zoql-compile');
  await build({
    entry: { loop: LOOP },
    outDir: folder,
    platform: 'node',
    config: false,
    dts: false,
    logLevel: 'error',
  });
  const { stdout } = await promisify(execFile)(process.execPath, [`${folder}/loop.mjs`], {
    maxBuffer: 1024 * 1024,
  });
  const { first, times, busy, length, conditions, joins } = JSON.parse(stdout);
  return [
    {
      what: `compile of an Export ZOQL query of ${length.toLocaleString('en-US')} characters with ${conditions} conditions and ${joins} joined objects`,
      target: 'median < 5 ms',
      measured: `${ms(median(times))} (p99 ${ms(percentile(times, 0.99))}, mean of processor time ${ms(busy)}; the first one of a process ${ms(first)})`,
      met: median(times) < 5,
      values: { median: median(times), p99: percentile(times, 0.99), busy, first },
    },
  ];
}
