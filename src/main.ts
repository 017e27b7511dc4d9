import { openDataDirectory } from './config/data-directory.ts';
import type { Options, TlsOptions } from './config/options.ts';
import { PERMISSIONS } from './config/principal-forms.ts';
import { optionsFromCode } from './config/read-options.ts';
import { systemClock } from './config/system-clock.ts';
import { VERSION } from './config/version.ts';
import { DuckdbEngine } from './engines/duckdb/engine.ts';
import { DuckdbTenantData } from './engines/duckdb/tenant-data.ts';
import { isDatabaseFile } from './engines/duckdb/tenant-files.ts';
import { aqua } from './families/aqua/routes.ts';
import { UPLOAD_BUCKET } from './families/bulk-data/names.ts';
import { bulkData } from './families/bulk-data/routes.ts';
import { queriesOf } from './families/data-query/jobs/queries.ts';
import { dataQuery } from './families/data-query/routes.ts';
import { describe } from './families/describe/routes.ts';
import { brokenJobs, brokenLinks } from './families/lab/broken-parts.ts';
import { lab as labFamily } from './families/lab/routes.ts';
import { principals } from './families/native/principals/routes.ts';
import { native } from './families/native/routes.ts';
import { queryRuns } from './families/query-runs/routes.ts';
import { clockHandle } from './handle/clock-handle.ts';
import { type DataHandleParts, dataHandle } from './handle/data-handle.ts';
import { labHandle } from './handle/lab-handle.ts';
import { labIsOff } from './handle/lab-off.ts';
import type { Sluice } from './handle/sluice.ts';
import type { JobsParts } from './jobs/core.ts';
import { createJobs } from './jobs/create-jobs.ts';
import { renewableJobs } from './jobs/renewable-jobs.ts';
import { within } from './jobs/within.ts';
import { Journal } from './lab/journal.ts';
import { keptClock } from './lab/kept-clock.ts';
import { Lab } from './lab/lab.ts';
import { LabClock } from './lab/lab-clock.ts';
import { clockPart } from './lab/state/clock-part.ts';
import { forgotten } from './lab/state/forgotten-part.ts';
import { LabState } from './lab/state/lab-state.ts';
import { rulesPart } from './lab/state/rules-part.ts';
import { finishChange } from './lab/state/state-change.ts';
import { stateFolders } from './lab/state/state-folders.ts';
import { CompilerThreads } from './languages/compiler.ts';
import { requestCallout } from './platform/accepted-requests/request-callout.ts';
import { RequestQueue } from './platform/accepted-requests/request-queue.ts';
import { createApp } from './platform/app.ts';
import { AuditLog } from './platform/audit/audit-log.ts';
import { auditOutcomes } from './platform/audit/audit-outcomes.ts';
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
import { resultLinks } from './platform/results/result-links.ts';
import { StateDoor } from './platform/state-door.ts';
import { recordsOf } from './platform/tenants/configured-principals.ts';
import { fillTenant, ownerOf, readyNewTenant } from './platform/tenants/fill-tenant.ts';
import { newOperatorToken, writeOperatorFile } from './platform/tenants/operator-file.ts';
import { PreparedTenants } from './platform/tenants/prepared-tenants.ts';
import { nameIn } from './platform/tls/certificate-files.ts';
import { selfSignedPath } from './platform/tls/self-signed-certificate.ts';
import { followRenewals, openCertificate } from './platform/tls/tls-certificate.ts';
import { uploadAddresses } from './platform/uploads/upload-addresses.ts';
import { uploads as uploadRoutes } from './platform/uploads/uploads.ts';
import { Usage } from './platform/usage/usage.ts';
import { openGates } from './ports/gates.ts';
import type { FilePart } from './ports/server-state.ts';
import { DiskResults, RESULT_FILES } from './results/disk/disk-results.ts';
import { checkedPgpKey } from './results/encode/pgp-key-check.ts';
import { storeStream } from './results/encode/stored-file.ts';
import { signForm, verifyForm } from './results/signed-forms.ts';
import { signLink, verifyLink } from './results/signed-links.ts';
import { openSqliteStore } from './stores/sqlite/open.ts';
import { devPrincipals } from './tenant/principals/dev-principals.ts';
import { PrincipalChanges } from './tenant/principals/principal-changes.ts';
import { PrincipalDirectory } from './tenant/principals/principal-directory.ts';
import { isTenantState } from './tenant/tenant-state.ts';
import { openTenants, type PrepareOutcome } from './tenant/tenants.ts';
import { flushSpans } from './tracing/flush.ts';

export { ConfigError } from './config/config-error.ts';
export type { Options } from './config/options.ts';
export type { ClockHandle } from './handle/clock-handle.ts';
export type { DataHandle, FieldValue, Row } from './handle/data-handle.ts';
export type { HoldInput, LabHandle, ScenarioHandle } from './handle/lab-handle.ts';
export type { RuleHandle } from './handle/rule-handle.ts';
export type { Sluice } from './handle/sluice.ts';
export { RuleError, type RuleInput, type RuleMatch, type RuleView } from './lab/rule.ts';
export { type SnapshotRecord, StateError, type StateErrorKind } from './ports/server-state.ts';
export type { ChangeCounts } from './ports/tenant-data.ts';

/**
 * Options by name in camel case, written as in `sluice.yaml` (`{ seed: 'small', stopGrace: '2s' }`). Where nothing is
 * said this is a server for a test: its own free port, its own temporary data, no logs.
 */
export interface StartOptions {
  readonly mode?: 'dev' | 'service';
  readonly host?: string;
  readonly port?: number;
  readonly publicUrl?: string;
  readonly tls?: boolean;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly cors?: string | readonly string[];
  readonly calloutHosts?: string | readonly string[];
  readonly asyncCallout?: string;
  readonly asyncCalloutSecret?: string;
  readonly drain?: string | number;
  readonly nodeId?: string;
  /** Durable there; else temporary and removed by `stop`. */
  readonly dataDir?: string;
  readonly ephemeral?: boolean;
  readonly seed?: 'none' | 'small' | 'medium' | 'large';
  readonly seedNumber?: number;
  readonly data?: string;
  readonly zone?: string;
  readonly principals?: unknown;
  readonly limits?: 'relaxed' | 'zuora';
  readonly limit?: Readonly<Record<string, string | number>>;
  readonly choice?: Readonly<Record<string, string | number | boolean>>;
  readonly fileSegmentation?: boolean;
  readonly stopGrace?: string | number;
  readonly engineMemory?: string | number;
  readonly engineSlots?: number;
  readonly logLevel?: 'silent' | 'error' | 'warn' | 'info' | 'debug';
  readonly logFormat?: 'pretty' | 'json';
}

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
  const labClock =
    options.mode === 'dev' ? new LabClock(systemClock, keptClock(`${dataDir}/lab-clock.json`)) : undefined;
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
  const finished = await finishChange({
    dataDir,
    durable: !options.ephemeral,
    folders: stateFolders(dataDir),
    replaceJobs: (path) => store.replaceBy({ ...(path !== undefined && { path }), tokensByMs: 0 }),
  });
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
  const tenantData = new DuckdbTenantData(engine.hosts);
  const tenants = openTenants({ dataDir, data: tenantData, time: clock.business });
  const prepared = new PreparedTenants(tenants, directory);
  const data = prepared.data(tenantData);
  const compiler = prepared.compiler(compilers.forServer((name) => tenants.catalogue(name)));
  closers.add(() => compiler.close());
  const results = new DiskResults(`${dataDir}/results`);

  const lab =
    labClock &&
    new Lab({
      time: clock.machine,
      engine,
      advance: (ms) => labClock.advance(ms),
      faults: () => knownFaults([...withJobs, runs]),
      jobs: () => core,
    });
  const coreParts: JobsParts = {
    store,
    engine: prepared.engine(engine),
    results,
    compiler,
    clock,
    gates: lab?.gates ?? openGates,
    logger: log,
    nodeId,
    slots: options.engineSlots,
    graceMs: options.stopGraceMs,
    deliver: (message, signal) => deliver(message, signal),
  };
  const renewable = labClock ? renewableJobs(() => createJobs(coreParts)) : undefined;
  const core = renewable ?? createJobs(coreParts);
  const jobs = lab === undefined ? core : brokenJobs(core, lab);
  const journal = lab && new Journal((file) => core.get(core.fileByName(file)?.job ?? '')?.tenant);
  let draining = false;

  const key = openLinkKey(dataDir);
  let url = '';
  const address = (): string => options.publicUrl ?? url;
  const signed = resultLinks({
    signer: {
      sign: (request, now, seconds) => signLink(request, key, now, seconds),
      verify: (request, query, now) => verifyLink(request, query, key, now),
    },
    time: clock.business,
    base: address,
  });

  const links = lab === undefined ? signed : brokenLinks(signed, lab);
  const uploads = uploadAddresses({
    signer: {
      signForm: (target, now, limits) => signForm(target, key, now, limits),
      verifyForm: (fields, now) => verifyForm(fields, key, now),
      signUrl: (target, now, seconds) => signLink({ ...target, method: 'PUT' }, key, now, seconds),
      verifyUrl: (target, query, now) => verifyLink({ ...target, method: 'PUT' }, query, key, now),
    },
    time: clock.business,
    base: address,
    bucket: UPLOAD_BUCKET,
    lifeMs: limits['bulk.uploadTime'],
    maxBytes: limits['bulk.maxFileBytes'],
  });

  const openTls = (tls: TlsOptions) =>
    openCertificate(tls, { dataDir, host: options.host, now: clock.machine.now() });
  const certificate = options.tls && (await openTls(options.tls));

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
  const requests = new RequestQueue({
    requests: store.requests,
    families: () => [runs],
    principals: directory,
    clock,
    mostWaiting: limits['queryRuns.maxWaiting'],
    lifeMs: limits['queryRuns.outcomeLife'],
    callout: options.asyncCallout && requestCallout(options.asyncCallout, callouts),
    onEnded: auditOutcomes(audit, clock.machine),
    onFailure: (error, request, givenUp) =>
      log.warn(
        { err: error, requestId: request?.id, trackId: request?.trackId },
        givenUp ? 'an accepted request was given up' : 'an accepted request is tried again',
      ),
  });
  const door = labClock ? new StateDoor(clock.machine) : undefined;
  if (lab !== undefined) door?.onClose(() => lab.letRequestsGo());
  const state =
    lab &&
    labClock &&
    door &&
    renewable &&
    new LabState({
      dataDir,
      durable: !options.ephemeral,
      clock,
      files: [TENANT_FILES, RESULT_FILES],
      store,
      memory: { clock: clockPart(labClock), rules: rulesPart(lab), usage: forgotten(usage) },
      door,
      jobs: renewable,
      requests,
      engine: engine.hosts,
      async forget() {
        await prepared.forget();
        tenants.forget();
        results.forget();
      },
      filling() {
        const seeded = directory.tenants().map(({ name }) => tenants.seededWith(name))[0];
        const as = seeded && { ...options, seed: seeded.size, seedNumber: seeded.number };
        return async () => isFilled(await fillTenant({ ...fill, options: as ?? options }));
      },
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
    ...(certificate !== undefined && { tls: certificate }),
    cors: options.cors,
    families: [
      ...withJobs,
      runs,
      describe({ tenants, choices, address }),
      principals({ directory, changes }),
      ...(lab === undefined || labClock === undefined || state === undefined || journal === undefined
        ? []
        : [labFamily({ lab, clock: labClock, journal, jobs, tenants: tenantNames, state })]),
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
        ...(door !== undefined && { onReplaced: (listener) => door.onClose(listener) }),
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
    ...(lab !== undefined && { gates: lab.requests }),
    ...(journal !== undefined && { onExchange: (exchange) => journal.add(exchange) }),
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
    ...(door !== undefined && { door }),
    ...(log.isLevelEnabled('debug') && { onAnswer: (answer) => log.debug(answer, 'answered') }),
    onFailure: (error, request) => log.error({ err: error, ...request }, 'request failed'),
    onUnready: (part, error, requestId) => {
      // That it stops was said once, and is no failure.
      if (part !== 'server') log.warn({ part, err: error, requestId }, 'not ready');
    },
  });
  closers.add(() => closeApp(app, clock.machine));
  if (options.tls !== undefined && certificate !== undefined) {
    const { tls } = options;
    closers.add(
      followRenewals(app.server, () => openTls(tls), certificate, {
        time: clock.machine,
        onRenewed: () => log.info('renewed certificate taken up'),
        onFailure: (error) =>
          log.error({ err: error }, 'renewed certificate cannot be used; the old one stays'),
      }),
    );
  }
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
        certificate !== undefined && { name: nameIn(certificate, options.publicUrl) }),
    }),
  );
  log.info({ url, dataDir }, 'ready');
  const rows: DataHandleParts = {
    data,
    catalogue: (tenant) => tenants.catalogue(tenant),
    as: () => ownerOf(directory),
    time: clock.business,
  };
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopped ??= stopAndTell();
    return stopped;
  };
  async function stopAndTell(): Promise<void> {
    log.info({ drainMs: options.drainMs }, 'stopping');
    await closers.close();
    log.info('stopped');
  }
  return {
    url,
    dataDir,
    certificate: options.tls?.kind === 'self-signed' ? selfSignedPath(dataDir) : undefined,
    options,
    credentials: options.principals === undefined ? DEV_CREDENTIALS : undefined,
    get lab() {
      return labHandle(lab ?? labIsOff());
    },
    get clock() {
      return clockHandle({ clock: labClock ?? labIsOff(), jobs, tenants: tenantNames });
    },
    data: (object) => dataHandle(rows, object),
    reset: async () => (state ?? labIsOff()).reset(),
    snapshot: async (name) => (state ?? labIsOff()).snapshot(name),
    restore: async (name) => (state ?? labIsOff()).restore(name),
    snapshots: async () => (state ?? labIsOff()).snapshots(),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

const TENANT_FILES: FilePart = {
  folder: 'tenants',
  keeps: (path) => isDatabaseFile(path) || isTenantState(path),
  unchanging: false,
};

function isFilled({ seeded, loaded }: PrepareOutcome): boolean {
  return seeded !== undefined || loaded !== undefined;
}

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
