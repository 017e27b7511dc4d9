import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DURATION_FORM, parseDuration } from '../../config/quantities.ts';
import type { Lab } from '../../lab/lab.ts';
import type { RuleView } from '../../lab/rule.ts';
import { SCENARIOS } from '../../lab/scenarios.ts';
import { jsonBody, requireJson } from '../../platform/request-body.ts';
import { signedIn } from '../../platform/request-context.ts';
import { labRefusal, ofRules } from './errors.ts';
import { LAB_PATH } from './paths.ts';

const PATH = `${LAB_PATH}/rules`;
/** Longest that one call waits for something to come to a rule; its client may ask again. Proxies cut at a minute. */
const LONGEST_WAIT_MS = 60_000;
/** A rule holds no secret, but what it answers is of this moment: nothing is kept of it. */
const CHANGES = { audit: 'changed-lab', keyed: false } as const;

export interface RuleRoutesParts {
  readonly lab: Lab;
}

/** Rules of the lab: made, waited for, let go, ended (operating.md §5). */
export function ruleRoutes(app: FastifyInstance, { lab }: RuleRoutesParts): void {
  app.post(PATH, { config: CHANGES, onRequest: requireJson }, (request, reply) => {
    const made = told(() => lab.addGiven(jsonBody(request, NOT_JSON), tenantOf(request)));
    const rules = [made].flat();
    request.audited = { detail: { rules: rules.map(({ id }) => id).join(', ') } };
    reply.code(201).send('id' in made ? made : { rules });
  });

  app.get(`${LAB_PATH}/scenarios`, { config: { audit: 'read' } }, (_request, reply) => {
    reply.send({ scenarios: SCENARIOS });
  });

  app.delete(PATH, { config: CHANGES }, (request, reply) => {
    reply.send({ removed: lab.removeAll(tenantOf(request)) });
  });

  app.get<RulePath>(`${PATH}/:id`, { config: { audit: 'read' } }, async (request, reply) => {
    const { wait } = request.query;
    const { id } = request.params;
    if (wait === undefined) return told(() => lab.get(id, tenantOf(request)));
    const ms = waitOf(wait);
    told(() => lab.get(id, tenantOf(request)));
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    return lab.waitFor(id, { ms, signal: gone.signal, tenant: tenantOf(request) });
  });

  app.post<RulePath>(`${PATH}/:id/release`, { config: CHANGES }, (request, reply) => {
    reply.send(changed(request, () => lab.release(request.params.id, tenantOf(request))));
  });

  app.delete<RulePath>(`${PATH}/:id`, { config: CHANGES }, (request, reply) => {
    reply.send(changed(request, () => lab.remove(request.params.id, tenantOf(request))));
  });
}

interface RulePath {
  Params: { id: string };
  Querystring: { wait?: string | string[] };
}

const NOT_JSON = 'The body is not JSON: send a rule, such as {"at": "before-publish", "do": {"hold": true}}';

function tenantOf(request: FastifyRequest): string {
  return signedIn(request).tenant.name;
}

function changed(request: FastifyRequest, run: () => RuleView): RuleView {
  const rule = told(run);
  request.audited = { detail: { rule: rule.id } };
  return rule;
}

/** @throws Refusal 400 */
function waitOf(wait: string | string[]): number {
  const ms = typeof wait === 'string' ? parseDuration(wait) : undefined;
  if (ms === undefined || ms > LONGEST_WAIT_MS)
    throw labRefusal.badWait(`${DURATION_FORM}, at most ${LONGEST_WAIT_MS / 1000}s`);
  return ms;
}

function told<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw ofRules(error);
  }
}
