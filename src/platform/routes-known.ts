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

  /** Methods the path takes, sorted; none: there is no such path. `path` has no query and no doubled slashes. */
  methods(path: string): readonly string[] {
    const found = this.#routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods);
    return [...new Set(found)].sort();
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
