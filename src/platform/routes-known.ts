import type { FastifyInstance } from 'fastify';

/** Remembers every route, so that a known path with another method is answered 405 with `Allow`, never 404. */
export class RoutesKnown {
  readonly #routes: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = [];

  watch(app: FastifyInstance): void {
    app.addHook('onRoute', ({ url, method }) => {
      const methods = Array.isArray(method) ? method : [method];
      this.#routes.push({ pattern: patternOf(url), methods });
    });
  }

  /** A path that takes no method. */
  add(url: string): void {
    this.#routes.push({ pattern: patternOf(url), methods: [] });
  }

  /**
   * Methods the path takes, sorted; `undefined`: there is no such path. `path` has no query and no doubled slashes.
   */
  methods(path: string): readonly string[] | undefined {
    const found = this.#routes.filter(({ pattern }) => pattern.test(path));
    return found.length === 0 ? undefined : [...new Set(found.flatMap(({ methods }) => methods))].sort();
  }
}

function patternOf(url: string): RegExp {
  const parts = url.split('/').map((part) => {
    if (part.startsWith(':')) return '[^/]+';
    if (part === '*') return '.*';
    return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('/')}/?$`);
}
