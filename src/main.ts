import { openDataDirectory } from './config/data-directory.ts';
import type { Options } from './config/options.ts';
import { PERMISSIONS } from './config/principal-forms.ts';
import { optionsFromCode } from './config/read-options.ts';
import { systemClock } from './config/system-clock.ts';
import { VERSION } from './config/version.ts';
import { DuckdbEngine } from './engines/duckdb/engine.ts';
import { DuckdbTenantData } from './engines/duckdb/tenant-data.ts';
import { isDatabaseFile } from './engines/duckdb/tenant-files.ts';
import { aqua } from './families/aqua/routes.ts';
import { bulkData } from './families/bulk-data/routes.ts';
import { queriesOf } from './families/data-query/jobs/queries.ts';
import { dataQuery } from './families/data-query/routes.ts';
import { describe } from './families/describe/routes.ts';
import { principals } from './families/native/principals/routes.ts';
import { native } from './families/native/routes.ts';
import { queryRuns } from './families/query-runs/routes.ts';
import type { Sluice } from './handle/sluice.ts';
import { sluiceHandle } from './handle/sluice-handle.ts';
import type { StartOptions } from './handle/start-options.ts';
import { createJobs, type RunningJobs } from './jobs/create-jobs.ts';
import { within } from './jobs/within.ts';
import { CompilerThreads } from './languages/compiler.ts';
import { createApp } from './platform/app.ts';
import { AuditLog } from './platform/audit/audit-log.ts';
import { CalloutHosts } from './platform/callouts/callout-hosts.ts';
import { deliverCallouts } from './platform/callouts/deliver-callouts.ts';
import { Closers } from './platform/closers.ts';
import { knownFaults } from './platform/errors/family-faults.ts';
import type { Family } from './platform/family.ts';
import { logJobs } from './platform/job-log.ts';
import { closeApp, listen } from './platform/listening.ts';
import { openLog } from './platform/log.ts';
import { Metrics } from './platform/metrics/metrics.ts';
import { downloads } from './platform/results/downloads.ts';
import { openLinkKey } from './platform/results/link-key.ts';
import { recordsOf } from './platform/tenants/configured-principals.ts';
import { fillTenant, ownerOf, readyNewTenant, refilling } from './platform/tenants/fill-tenant.ts';
import { newOperatorToken, writeOperatorFile } from './platform/tenants/operator-file.ts';
import { PreparedTenants } from './platform/tenants/prepared-tenants.ts';
import { nameIn } from './platform/tls/certificate-files.ts';
import { selfSignedPath } from './platform/tls/self-signed-certificate.ts';
import { uploads as uploadRoutes } from './platform/uploads/uploads.ts';
import { Usage } from './platform/usage/usage.ts';
import { type Gates, openGates } from './ports/gates.ts';
import type { FilePart } from './ports/server-state.ts';
import { DiskResults, RESULT_FILES } from './results/disk/disk-results.ts';
import { checkedPgpKey } from './results/encode/pgp-key-check.ts';
import { storeStream } from './results/encode/stored-file.ts';
import { openSqliteStore } from './stores/sqlite/open.ts';
import { devPrincipals } from './tenant/principals/dev-principals.ts';
import { PrincipalChanges } from './tenant/principals/principal-changes.ts';
import { PrincipalDirectory } from './tenant/principals/principal-directory.ts';
import { isTenantState } from './tenant/tenant-state.ts';
import { openTenants } from './tenant/tenants.ts';
import { flushSpans } from './tracing/flush.ts';
import { acceptedRequests } from './wiring/accepted-requests.ts';
import { appLog } from './wiring/app-log.ts';
import { finishDecided } from './wiring/finish-decided.ts';
import { servedTls } from './wiring/served-tls.ts';
import { movedClock, ServerLab } from './wiring/server-lab.ts';
import { signedAddresses } from './wiring/signed-addresses.ts';

export { ConfigError } from './config/config-error.ts';
export type { Options } from './config/options.ts';
export type { ClockHandle } from './handle/clock-handle.ts';
export type { DataHandle, FieldValue, Row } from './handle/data-handle.ts';
export type { HoldInput, LabHandle, ScenarioHandle } from './handle/lab-handle.ts';
export type { RuleHandle } from './handle/rule-handle.ts';
export type { Sluice } from './handle/sluice.ts';
export type { StartOptions } from './handle/start-options.ts';
export { RuleError, type RuleInput, type RuleMatch, type RuleView } from './lab/rule.ts';
export { type SnapshotRecord, StateError, type StateErrorKind } from './ports/server-state.ts';
export type { ChangeCounts } from './ports/tenant-data.ts';

/**
 * Starts a server in this process (operating.md §7).
 * @throws ConfigError for options that cannot be used, Error with a clear message when the data directory is in use
 *   or damaged, or the port is taken
 */
export function startSluice(given: StartOptions = {}): Promise<Sluice> {
  const byDefault = { port: 0, ephemeral: given.dataDir === undefined, logLevel: 'silent' };
  return startServer(optionsFromCode({ ...byDefault, ...given }));
}

/** The same with options that `readOptions` of `config/read-options.ts` made: for the command line. */
export async function startServer(options: Options): Promise<Sluice> {
  const closers = new Closers();
  closers.add(() => within(systemClock, SPANS_SENT_WITHIN_MS, flushSpans()));
  try {
    return await open(options, closers);
  } catch (error) {
    // The first failure is the one to tell.
    await closers.close().catch(() => undefined);
    throw error;
  }
}

async function open(options: Options, closers: Closers): Promise<Sluice> {
  const { limits, choices, nodeId } = options;
  const log = openLog(options.logLevel, options.logFormat, nodeId);
  const dataDirectory = openDataDirectory(options);
  closers.add(() => dataDirectory.remove());
  const dataDir = dataDirectory.path;
  // The lab is on in `dev` (operating.md §2).
  const labClock = options.mode === 'dev' ? movedClock(dataDir) : undefined;
  const clock = labClock ?? systemClock;

  const metrics = new Metrics({
    version: VERSION,
    slots: options.engineSlots,
    startedAtMs: clock.machine.now(),
  });
  closers.add(() => metrics.close());

  const store = await openSqliteStore({
    directory: dataDir,
    writerEntry: built('store-writer.js'),
    commits: { now: () => clock.machine.monotonic(), committed: metrics.committed },
  });
  closers.add(() => store.close());
  // In any mode: what was decided is finished, whoever decided it.
  const finished = await finishDecided({ dataDir, durable: !options.ephemeral, store, clock: labClock });
  if (finished) log.info('a restore that was under way has been finished');
  const records = options.principals
    ? await recordsOf(options.principals, options.zone, (key) => checkedPgpKey(key, built('pgp-worker.js')))
    : devPrincipals(options.zone);
  const directory = new PrincipalDirectory(records, store.principals);

  const engine = new DuckdbEngine({
    dataDir,
    hostEntry: built('engine-host.js'),
    clock,
    catalogue: (tenant) => tenants.catalogue(tenant).objects,
    memoryLimit: options.engineMemoryBytes,
    slots: options.engineSlots,
    hosts: metrics.hosts,
    log: (message, fields) => log.info(fields, message),
  });
  closers.add(() => engine.close());
  const tenantData = new DuckdbTenantData(engine.hosts, { folder: built('seeds/'), dataDir });
  const tenants = openTenants({ dataDir, data: tenantData, time: clock.business });
  const prepared = new PreparedTenants(tenants, directory);
  const data = prepared.data(tenantData);
  const compiler = prepared.compiler(compilers.forServer((name) => tenants.catalogue(name)));
  closers.add(() => compiler.close());
  const results = new DiskResults(`${dataDir}/results`);

  const makeCore = (gates: Gates): RunningJobs =>
    createJobs({
      store,
      engine: prepared.engine(engine),
      results,
      compiler,
      clock,
      gates,
      logger: log,
      nodeId,
      slots: options.engineSlots,
      graceMs: options.stopGraceMs,
      deliver: (message, signal) => deliver(message, signal),
    });
  const lab =
    labClock &&
    new ServerLab({
      clock: labClock,
      engine,
      faults: () => knownFaults([...withJobs, runs]),
      makeCore,
    });
  const jobs = lab?.jobs ?? makeCore(openGates);
  let draining = false;

  let url = '';
  const address = (): string => options.publicUrl ?? url;
  const { links: signed, uploads } = signedAddresses({
    key: openLinkKey(dataDir),
    time: clock.business,
    base: address,
    limits,
  });
  const links = lab?.links(signed) ?? signed;
  const tls =
    options.tls && (await servedTls(options.tls, { dataDir, host: options.host, time: clock.machine, log }));

  const withJobs: readonly Family[] = [
    dataQuery({ jobs, links, limits, choices }),
    aqua({
      jobs,
      compiler,
      results,
      time: clock.business,
      limits,
      choices,
      segmentation: options.fileSegmentation,
    }),
    bulkData({ jobs, tenants, links, uploads, clock, limits, choices }),
  ];
  const callouts = { hosts: new CalloutHosts(options.calloutHosts), time: clock.machine };
  const deliver = deliverCallouts(jobs, withJobs, callouts);
  if (log.isLevelEnabled('warn')) logJobs(log, jobs);
  lab?.follow();
  metrics.watch(
    jobs,
    withJobs.map(({ name }) => name),
  );
  const usage = new Usage({ jobs, clock });
  closers.add(() => usage.close());
  const linkLife = limits['dataQuery.linkLife'];
  const fill = { prepared, directory, options, log };
  const changes = new PrincipalChanges({
    directory,
    store: store.principals,
    permissions: PERMISSIONS,
    zone: options.zone,
    onTenant: (tenant) => readyNewTenant(tenant, fill),
  });
  const tenantNames = () => directory.tenants().map(({ name }) => name);
  const operatorToken = newOperatorToken();
  const audit = new AuditLog({
    directory: `${dataDir}/audit`,
    onFailure: (error) => log.error({ err: error }, 'audit log cannot be written; lines wait, then are lost'),
  });
  closers.add(() => audit.close());
  const requests = acceptedRequests({
    requests: store.requests,
    families: () => [runs],
    principals: directory,
    clock,
    options,
    callouts,
    audit,
    log,
  });
  const state = lab?.state({
    dataDir,
    durable: !options.ephemeral,
    files: [TENANT_FILES, RESULT_FILES],
    store,
    usage,
    requests,
    engine: engine.hosts,
    async forget() {
      await prepared.forget();
      tenants.forget();
      results.forget();
    },
    filling: () => refilling(fill, (tenant) => tenants.seededWith(tenant)),
    onStuck: (error) => log.fatal({ err: error }, 'a restore did not finish; the next start finishes it'),
  });
  const runs = queryRuns({ jobs, links, limits, choices, later: requests });
  const app = createApp({
    clock,
    principals: directory,
    audit,
    replies: store.replies,
    operatorToken,
    limits,
    choices,
    ...(tls !== undefined && { tls: tls.certificate }),
    cors: options.cors,
    families: [
      ...withJobs,
      runs,
      describe({ tenants, choices, address }),
      principals({ directory, changes }),
      ...(lab === undefined || state === undefined ? [] : [lab.family(state, tenantNames)]),
      native({
        jobs,
        links,
        linkLife,
        families: withJobs,
        data,
        tenants,
        clock,
        principals: directory,
        results,
        queries: queriesOf({ limits, choices }),
        requests: store.requests,
        usage,
        ...(lab !== undefined && { onReplaced: (listener) => lab.onReplaced(listener) }),
      }),
      downloads({ jobs, results, links, families: withJobs }),
      uploadRoutes({
        jobs,
        uploads,
        store: storeStream,
        time: clock.machine,
        maxBytes: limits['bulk.maxFileBytes'],
        withinMs: limits['bulk.uploadTime'],
      }),
    ],
    longestArrivalMs: limits['bulk.uploadTime'],
    metrics,
    usage,
    ...lab?.app,
    health: {
      server: () => {
        if (draining) throw new Error('stopping');
      },
      store: () => store.check(),
      engine: () => engine.running(),
      results: () => results.check(),
      audit: () => (audit.failing ? 'failed' : 'ok'),
    },
    documents: { address, pages: built('docs/') },
    ...appLog(log),
  });
  closers.add(() => closeApp(app, clock.machine));
  if (tls !== undefined) closers.add(tls.follow(app));
  closers.add(() => {
    draining = true;
    return jobs.close({ drainMs: options.drainMs });
  });

  const filled = await fillTenant(fill);
  if (filled.seeded !== undefined) await state?.keepSeed();
  else if (filled.loaded !== undefined) await state?.dropSeed();
  await jobs.start();
  await requests.start();
  closers.add(() => requests.stop());
  url = await listen(app, options);
  // First: it would begin again what ends below.
  closers.add(() => state?.close());
  closers.add(
    writeOperatorFile(dataDir, {
      url,
      token: operatorToken,
      pid: process.pid,
      ...(options.tls?.kind === 'self-signed' && { ca: selfSignedPath(dataDir) }),
      ...(options.tls?.kind === 'files' &&
        tls !== undefined && { name: nameIn(tls.certificate, options.publicUrl) }),
    }),
  );
  log.info({ url, dataDir }, 'ready');
  return sluiceHandle({
    url,
    dataDir,
    certificate: options.tls?.kind === 'self-signed' ? selfSignedPath(dataDir) : undefined,
    options,
    credentials: options.principals === undefined ? DEV_CREDENTIALS : undefined,
    lab: lab && state && { lab: lab.lab, clock: lab.clock, state },
    jobs,
    tenants: tenantNames,
    rows: {
      data,
      catalogue: (tenant) => tenants.catalogue(tenant),
      as: () => ownerOf(directory),
      time: clock.business,
    },
    async stop() {
      log.info({ drainMs: options.drainMs }, 'stopping');
      await closers.close();
      log.info('stopped');
    },
  });
}

const TENANT_FILES: FilePart = {
  folder: 'tenants',
  keeps: (path) => isDatabaseFile(path) || isTenantState(path),
  unchanging: false,
};

/** One for all servers of this process: a test that starts many warms the grammar once. Has no thread before it is needed. */
const compilers = new CompilerThreads({ entry: built('compiler-worker.js'), time: systemClock.machine });

/** A collector that cannot be reached must not hold the end of a server up (5 s in all, operating.md §2). */
const SPANS_SENT_WITHIN_MS = 1000;

/** Published in operating.md §3: they protect nothing. */
const DEV_CREDENTIALS = {
  clientId: '5c1ce000-0000-4000-8000-000000000001',
  clientSecret: 'sluice-dev-secret',
};

/** Built code beside this file, or in `dist/` when this file is run from its source. */
function built(name: string): URL {
  return new URL(import.meta.url.endsWith('.ts') ? `../dist/${name}` : `./${name}`, import.meta.url);
}
