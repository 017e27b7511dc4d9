/**
 * The arrows of the architecture (docs/architecture.md): imports point downwards only.
 * Each rule names a layer and what it may import; whatever is not named is an error.
 */
const LAYERS = {
  ports: ['sql', 'tracing'],
  sql: [],
  tracing: [],
  config: ['ports'],
  tenant: ['ports', 'sql'],
  languages: ['ports', 'sql', 'tenant', 'config/suggestion'],
  engines: ['ports', 'sql', 'tracing', 'results/encode'],
  stores: ['ports'],
  results: ['ports'],
  jobs: ['ports', 'config', 'tracing', 'sql/scope'],
  lab: ['ports', 'config'],
  handle: ['ports', 'config', 'lab', 'tenant'],
  platform: ['ports', 'config', 'tracing', 'jobs', 'tenant', 'sql/scope'],
  families: [
    'ports',
    'config',
    'jobs',
    'tenant',
    'platform',
    'lab',
    'sql/scope',
    'sql/time-zone',
    'sql/format-instant',
  ],
  // The composition root's own: it knows every façade, but no concrete engine and no concrete store.
  wiring: [
    'ports',
    'config',
    'jobs',
    'lab',
    'platform',
    'families/lab',
    'families/bulk-data/names',
    'results/signed-forms',
    'results/signed-links',
  ],
};

/** Entries of child processes: like main.ts each chooses its own clock. */
const OTHER_PROCESSES = ['^src/engines/duckdb/host/main\\.ts$'];

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      // The script of the page is named by the page.
      from: { orphan: true, pathNot: ['\\.d\\.ts$', '^src/platform/docs-page/'] },
      to: {},
    },
    ...Object.entries(LAYERS).map(([layer, below]) => ({
      name: `${layer}-imports-downwards`,
      comment: `src/${layer} may import only itself${below.length ? ` and ${below.join(', ')}` : ''}`,
      severity: 'error',
      from: { path: `^src/${layer}/`, pathNot: OTHER_PROCESSES },
      to: { path: '^src/', pathNot: [layer, ...below].map((name) => `^src/${name}(/|\\.ts$)`) },
    })),
    {
      name: 'other-processes-choose-their-clock-only',
      severity: 'error',
      from: { path: OTHER_PROCESSES },
      to: {
        path: '^src/',
        pathNot: ['^src/engines/', '^src/(ports|sql)/', '^src/config/system-clock\\.ts$'],
      },
    },
    {
      name: 'languages-and-engines-meet-in-sql',
      severity: 'error',
      from: { path: '^src/(languages|engines)/' },
      to: { path: '^src/(languages|engines)/', pathNot: '^src/$1/' },
    },
    {
      name: 'families-do-not-know-each-other',
      severity: 'error',
      from: { path: '^src/families/([^/]+)/', pathNot: '^src/families/query-runs/' },
      to: { path: '^src/families/', pathNot: '^src/families/$1/' },
    },
    {
      name: 'query-runs-know-the-jobs-of-data-query',
      comment:
        'a second façade on the same jobs: it shares what makes and reads them, no wire shape of the other',
      severity: 'error',
      from: { path: '^src/families/query-runs/' },
      to: { path: '^src/families/', pathNot: '^src/families/(query-runs|data-query/jobs)/' },
    },
    {
      name: 'the-composition-root-is-above-all',
      comment: 'only main.ts wires, and only whoever starts a server knows main.ts',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(main\\.ts$|wiring/|cli/serve\\.ts$)' },
      to: { path: '^src/(main\\.ts$|wiring/)' },
    },
    {
      name: 'cli-talks-http',
      comment: 'commands other than serve reach the server over HTTP like any client',
      severity: 'error',
      from: { path: '^src/cli/', pathNot: '^src/cli/serve\\.ts$' },
      to: { path: '^src/(?!cli/|config/)' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'] },
  },
};
