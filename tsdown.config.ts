import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: {
    main: 'src/main.ts',
    cli: 'src/cli/main.ts',
    'engine-host': 'src/engines/duckdb/host/main.ts',
    'store-writer': 'src/stores/sqlite/writer.ts',
    'encryption-worker': 'src/results/encode/encryption-worker.ts',
    'pgp-worker': 'src/results/encode/pgp-worker.ts',
    'compiler-worker': 'src/languages/compiler-worker.ts',
    // Of the build alone.
    'make-ready-seed': 'src/make-ready-seed.ts',
  },
  format: 'esm',
  // The package is ESM: its entries end in .js, as package.json and the processes' entries name them.
  fixedExtension: false,
  platform: 'node',
  target: 'node20',
  dts: { entry: ['src/main.ts'] },
  clean: true,
  sourcemap: false,
  // The page of /docs: Swagger UI's own files beside ours.
  copy: [
    { from: 'node_modules/@fastify/swagger-ui/static/swagger-ui{.css,-bundle.js}', to: 'dist/docs' },
    { from: 'src/platform/docs-page/*', to: 'dist/docs' },
  ],
  // What is a dependency here stays outside: native code, and openpgp, whose licence (LGPL) wants that a user can put
  // another version in its place. Everything else is bundled (it is a development
  // dependency): the server, its host and its writer start in half the time and with some 20 MB less each, because
  // they load a few files instead of hundreds. The grammar's package could not be loaded at all: it imports folders.
  outputOptions: { chunkFileNames: '[name]-[hash].js' },
});
