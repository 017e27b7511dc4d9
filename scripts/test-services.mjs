/**
 * `npm run test:services`: the tests against real other programs, and a slice of the torture. Installs and starts what is missing (one script each
 * in scripts/services/), says what it skipped and why, stops what it started, and ends with the line
 * `N passed, N failed`, to which the counts of an `npm test` just before are added (see test-summary.mjs).
 * Arguments go to Vitest.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { addCounts, countReport, reportFile, summaryLine, takeCounts } from './test-summary.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));

/**
 * What the tests need: `find` answers the value of the variable that leads the tests to it, starting it where needed;
 * they skip what has no variable. `stop` ends only what this run started.
 */
const services = [
  { name: 'Trino', variable: 'SLUICE_TRINO_URL', find: findTrino, stop: () => script('trino.sh', 'stop') },
  { name: 'Chromium', variable: 'SLUICE_CHROMIUM', find: findChromium },
  { name: 'Prometheus', variable: 'SLUICE_PROMETHEUS', find: findPrometheus },
  { name: 'schemathesis', variable: 'SLUICE_SCHEMATHESIS', find: findSchemathesis },
  { name: 'the Python client zuora-sdk', variable: 'SLUICE_ZUORA_SDK_PYTHON', find: findZuoraSdk },
  { name: 'the Singer tap tap-zuora', variable: 'SLUICE_TAP_ZUORA_PYTHON', find: findTapZuora },
  { name: 'the command line zuora-aqua-client-cli', variable: 'SLUICE_ZACC_PYTHON', find: findZacc },
];

const env = { ...process.env };
const started = [];
const skipped = [];
for (const { name, variable, find, stop } of services) {
  if (env[variable]) continue;
  const began = Date.now();
  try {
    const { value, startedNow } = find();
    env[variable] = value;
    if (startedNow && stop) started.push({ name, stop });
    console.log(`${name}: ready after ${((Date.now() - began) / 1000).toFixed(1)} s`);
  } catch (error) {
    const why = String(error.stderr || error.message)
      .trim()
      .split('\n')
      .at(-1);
    skipped.push(`${name} (${why})`);
  }
}

const before = takeCounts('unit');
const report = reportFile('services');
const run = spawnSync(
  process.execPath,
  [
    vitest,
    'run',
    '--config',
    'scripts/services/vitest.config.mjs',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit', env },
);
for (const { name, stop } of started) {
  try {
    stop();
  } catch (error) {
    console.error(`${name} could not be stopped: ${error.message}`);
  }
}
for (const name of skipped) console.log(`skipped what needs ${name}`);
const counts = addCounts(before, countReport(report, run.status ?? 1));
console.log(summaryLine(counts));
process.exit(counts.failed === 0 ? 0 : 1);

function findTrino() {
  try {
    return { value: script('trino.sh', 'url'), startedNow: false };
  } catch {
    script('trino.sh', 'install');
    return { value: script('trino.sh', 'start').split('\n').at(-1), startedNow: true };
  }
}

function findChromium() {
  script('chromium.sh', 'install');
  return { value: script('chromium.sh', 'path'), startedNow: false };
}

function findPrometheus() {
  script('prometheus.sh', 'install');
  return { value: script('prometheus.sh', 'bin'), startedNow: false };
}

function findSchemathesis() {
  script('schemathesis.sh', 'install');
  return { value: script('schemathesis.sh', 'path'), startedNow: false };
}

function findZuoraSdk() {
  script('zuora-sdk.sh', 'install');
  return { value: script('zuora-sdk.sh', 'python'), startedNow: false };
}

function findTapZuora() {
  script('tap-zuora.sh', 'install');
  return { value: script('tap-zuora.sh', 'python'), startedNow: false };
}

function findZacc() {
  script('zacc.sh', 'install');
  return { value: script('zacc.sh', 'python'), startedNow: false };
}

/** Runs a script of scripts/services/. @throws with its stderr when it fails */
function script(name, ...args) {
  const file = fileURLToPath(new URL(`services/${name}`, import.meta.url));
  return execFileSync('bash', [file, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}
