import type { Compiler } from '../../ports/compiler.ts';
import type { Engine } from '../../ports/engine.ts';
import type { Principals, TenantRecord } from '../../ports/principals.ts';
import type { TenantData } from '../../ports/tenant-data.ts';
import type { Tenants } from '../../tenant/tenants.ts';

/** Makes the tables of a tenant before its first query, load or change, so that a server starts without any engine. */
export class PreparedTenants {
  readonly #tenants: Tenants;
  readonly #principals: Pick<Principals, 'tenant'>;
  readonly #ready = new Map<string, Promise<unknown>>();

  constructor(tenants: Tenants, principals: Pick<Principals, 'tenant'>) {
    this.#tenants = tenants;
    this.#principals = principals;
  }

  /** With more to do than tables: at start, before any other call for this tenant. */
  async prepare(...[setup, onProgress]: Parameters<Tenants['prepare']>): ReturnType<Tenants['prepare']> {
    const prepared = this.#tenants.prepare(setup, onProgress);
    this.#ready.set(setup.tenant.name, prepared);
    return prepared;
  }

  compiler(inner: Compiler): Compiler {
    return {
      compile: async (request, signal) => {
        await this.ready(request.scope.tenant);
        return inner.compile(request, signal);
      },
      close: () => inner.close(),
    };
  }

  /** For what no compiler meets before: loads. */
  engine(inner: Engine): Engine {
    return {
      open: async (attempt) => {
        await this.ready(attempt.handle.tenant);
        return inner.open(attempt);
      },
      stop: (handle, options) => inner.stop(handle, options),
      sealRows: (handle) => inner.sealRows(handle),
      forgetRows: (tenant, jobs) => inner.forgetRows(tenant, jobs),
      running: () => inner.running(),
      close: () => inner.close(),
    };
  }

  data(inner: Pick<TenantData, 'change'>): Pick<TenantData, 'change'> {
    return {
      change: async (tenant, change) => {
        await this.ready(tenant);
        return inner.change(tenant, change);
      },
    };
  }

  /** Resolves when nobody's tables are being made; forgets who has theirs. */
  async forget(): Promise<void> {
    await Promise.allSettled(this.#ready.values());
    this.#ready.clear();
  }

  /** Resolves when the tenant has its tables. One that failed is tried again by whoever comes next. */
  ready(name: string): Promise<unknown> {
    const before = this.#ready.get(name);
    if (before !== undefined) return before;
    const tenant: TenantRecord | undefined = this.#principals.tenant(name);
    if (tenant === undefined) return Promise.reject(new Error(`there is no tenant ${name} any more`));
    const prepared = this.#tenants.prepare({ tenant });
    this.#ready.set(name, prepared);
    prepared.catch(() => this.#ready.delete(name));
    return prepared;
  }
}
