import { isOpen, type JobUse } from './job-use.ts';

/**
 * Jobs that are watched at once, of one tenant and of all: about 6 KB each with its requests, 20 KB with all the
 * evidence there can be. The oldest goes first; what was found of it goes with it.
 */
const MOST_JOBS = { ofTenant: 2000, inAll: 5000 };
/** Runs of a session that are looked back at. */
const RUNS_OF_SESSION = 5;

/** The jobs of one tenant, oldest first. */
class TenantJobs {
  readonly jobs = new Map<string, JobUse>();
  /** The newest job of each user that does some work. */
  readonly byWork = new Map<string, string>();
  /** The newest jobs of each session, oldest first. */
  readonly sessions = new Map<string, readonly string[]>();
}

/** How the newest jobs have been used. */
export class UsedJobs {
  readonly #tenants = new Map<string, TenantJobs>();
  readonly #all = new Map<string, JobUse>();
  readonly #byFile = new Map<string, JobUse>();

  get(id: string): JobUse | undefined {
    return this.#all.get(id);
  }

  byFile(name: string): JobUse | undefined {
    return this.#byFile.get(name);
  }

  /** Of a new job it is found out what others of its session it came beside. */
  add(job: JobUse): void {
    const tenant = this.#tenants.get(job.tenant) ?? new TenantJobs();
    this.#tenants.set(job.tenant, tenant);
    if (tenant.jobs.size >= MOST_JOBS.ofTenant) this.#forgetOldest(tenant);
    else if (this.#all.size >= MOST_JOBS.inAll) this.#forgetOldest(this.#largest() ?? tenant);
    tenant.jobs.set(job.id, job);
    this.#all.set(job.id, job);
    this.named(job);
    const { session } = job;
    if (session === undefined) return;
    const runs = tenant.sessions.get(session.key) ?? [];
    job.beside = runs.filter((id) => this.#isOpen(id));
    tenant.sessions.set(session.key, [...runs, job.id].slice(-RUNS_OF_SESSION));
  }

  /** What it does is known by now. */
  worked(job: JobUse): void {
    const tenant = this.#tenants.get(job.tenant);
    if (job.work === undefined || tenant === undefined) return;
    const key = workKey(job);
    const before = tenant.byWork.get(key);
    if (before !== undefined && before !== job.id) job.same = { id: before, open: this.#isOpen(before) };
    tenant.byWork.set(key, job.id);
  }

  /** Its files are known by now. */
  named(job: JobUse): void {
    for (const { name } of job.files) this.#byFile.set(name, job);
  }

  ofTenant(name: string): Iterable<JobUse> {
    return this.#tenants.get(name)?.jobs.values() ?? [];
  }

  /** The newest runs of each session of a tenant, oldest first. */
  *sessionsOf(name: string): Iterable<readonly JobUse[]> {
    for (const runs of this.#tenants.get(name)?.sessions.values() ?? [])
      yield runs.flatMap((id) => this.#all.get(id) ?? []);
  }

  clear(): void {
    this.#tenants.clear();
    this.#all.clear();
    this.#byFile.clear();
  }

  #isOpen(id: string): boolean {
    const job = this.#all.get(id);
    return job !== undefined && isOpen(job);
  }

  #largest(): TenantJobs | undefined {
    let largest: TenantJobs | undefined;
    for (const tenant of this.#tenants.values())
      if (tenant.jobs.size > (largest?.jobs.size ?? 0)) largest = tenant;
    return largest;
  }

  #forgetOldest(tenant: TenantJobs): void {
    const [job] = tenant.jobs.values();
    if (job === undefined) return;
    tenant.jobs.delete(job.id);
    this.#all.delete(job.id);
    for (const { name } of job.files) this.#byFile.delete(name);
    const key = workKey(job);
    if (tenant.byWork.get(key) === job.id) tenant.byWork.delete(key);
    if (job.session !== undefined) {
      const left = (tenant.sessions.get(job.session.key) ?? []).filter((id) => id !== job.id);
      if (left.length === 0) tenant.sessions.delete(job.session.key);
      else tenant.sessions.set(job.session.key, left);
    }
    if (tenant.jobs.size === 0) this.#tenants.delete(job.tenant);
  }
}

function workKey({ user, work }: JobUse): string {
  return `${work} ${user}`;
}
