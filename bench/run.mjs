/**
 * `npm run bench`: every figure the project promises, both sides of a comparison in one run; writes
 * `bench/results/latest.md` and `.json`. `npm run bench -- NAME …` runs only these and replaces only their rows.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { aquaExports } from './figures/aqua-exports.mjs';
import { aquaJobs } from './figures/aqua-jobs.mjs';
import { bulkLoads } from './figures/bulk-loads.mjs';
import { encryption } from './figures/encryption.mjs';
import { eventLoop } from './figures/event-loop.mjs';
import { exports } from './figures/exports.mjs';
import { hostileLoad } from './figures/hostile-load.mjs';
import { lab } from './figures/lab.mjs';
import { largeSeed } from './figures/large-seed.mjs';
import { later } from './figures/later.mjs';
import { requestChain } from './figures/request-chain.mjs';
import { smallQuery } from './figures/small-query.mjs';
import { startUp } from './figures/start-up.mjs';
import { statusReads } from './figures/status-reads.mjs';
import { stops } from './figures/stops.mjs';
import { submits } from './figures/submits.mjs';
import { zoqlCompile } from './figures/zoql-compile.mjs';
import { createWorkspace } from './workspace.mjs';

const FIGURES = {
  exports,
  encryption,
  'small-query': smallQuery,
  'status-reads': statusReads,
  'request-chain': requestChain,
  'hostile-load': hostileLoad,
  stops,
  'event-loop': eventLoop,
  'start-up': startUp,
  submits,
  later,
  'zoql-compile': zoqlCompile,
  'aqua-jobs': aquaJobs,
  lab,
  'large-seed': largeSeed,
  'aqua-exports': aquaExports,
  'bulk-loads': bulkLoads,
};

const RESULTS = fileURLToPath(new URL('results/', import.meta.url));

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in FIGURES));
if (unknown.length > 0) {
  console.error(`bench: unknown figure ${unknown.join(', ')}; known are ${Object.keys(FIGURES).join(', ')}`);
  process.exit(2);
}

const workspace = createWorkspace();
const rows = [];
try {
  for (const name of asked.length > 0 ? asked : Object.keys(FIGURES)) {
    try {
      for (const row of await FIGURES[name](workspace)) {
        rows.push({ figure: name, ...row });
        console.log(
          `${row.met ? 'met    ' : 'NOT MET'}  ${row.what}: ${row.measured} (to reach: ${row.target})`,
        );
      }
    } catch (error) {
      rows.push({
        figure: name,
        what: name,
        target: '',
        measured: `could not be measured: ${error.message}`,
        met: false,
      });
      console.error(`${name} could not be measured:`, error);
    }
  }
} finally {
  workspace.remove();
}

mkdirSync(RESULTS, { recursive: true });
const all = Object.keys(FIGURES).flatMap((name) => [
  ...rows.filter((row) => row.figure === name).map((row) => ({ ...row, ...occasion() })),
  ...earlierRows().filter((row) => row.figure === name && !rows.some(({ figure }) => figure === name)),
]);
writeFileSync(
  `${RESULTS}latest.json`,
  `${JSON.stringify({ machine: machine(), rows: all }, undefined, 2)}\n`,
);
writeFileSync(`${RESULTS}latest.md`, markdown(all));
console.log('written to bench/results/latest.md and latest.json');
const missed = rows.filter((row) => !row.met).length;
console.log(`${rows.length - missed} met, ${missed} not met`);
process.exit(missed === 0 ? 0 : 1);

/** Of figures that were not asked for now. */
function earlierRows() {
  const file = `${RESULTS}latest.json`;
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).rows : [];
}

function markdown(rows) {
  const { node, cpu, cores, memory } = machine();
  const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ');
  const lines = rows.map(
    ({ what, target, measured, met, date, commit }) =>
      `| ${cell(what)} | ${cell(target)} | ${cell(measured)} | ${met ? 'yes' : '**no**'} | ${date}, ${commit} |`,
  );
  return `# Figures

Made by \`npm run bench\`: ${cpu}, ${cores} cores, ${memory}, Node ${node}. Both sides of a comparison ran in the same run.

| What | To reach | Measured | Met | When, at which commit |
|---|---|---|---|---|
${lines.join('\n')}
`;
}

function occasion() {
  return {
    date: new Date().toISOString().slice(0, 16).replace('T', ' '),
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
  };
}

function machine() {
  return {
    node: process.versions.node,
    cpu: cpus()[0].model,
    cores: cpus().length,
    memory: `${Math.round(totalmem() / 1024 ** 3)} GB`,
  };
}
