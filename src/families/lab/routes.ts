import type { FastifyInstance } from 'fastify';
import { problemErrors } from '../../platform/errors/problem-errors.ts';
import { refuse } from '../../platform/errors/refusal.ts';
import type { Family } from '../../platform/family.ts';
import { signedIn } from '../../platform/request-context.ts';
import { type ClockRoutesParts, clockRoutes, clockView } from './clock.ts';
import { LAB_PATH, STATE_PATHS } from './paths.ts';
import { type RequestRoutesParts, requestRoutes } from './requests.ts';
import { type RuleRoutesParts, ruleRoutes } from './rules.ts';
import { type StateRoutesParts, stateRoutes } from './state.ts';

export type LabParts = ClockRoutesParts & RuleRoutesParts & StateRoutesParts & RequestRoutesParts;

/**
 * What no real tenant lets one provoke (operating.md §5), for administrators. To be named before the native API, whose
 * paths it lies below, and only where there is a lab: elsewhere its paths do not exist.
 */
export function lab(parts: LabParts): Family {
  return {
    name: 'lab',
    prefixes: [LAB_PATH, ...Object.values(STATE_PATHS)],
    credentials: ['bearer', 'basic'],
    // A test that has a client meet its limits is not to meet them itself.
    countsRequests: false,
    errors: problemErrors,
    document: async () => (await import('./openapi.ts')).labPart,
    register(app: FastifyInstance) {
      app.addHook('onRequest', (request, _reply, done) => {
        done(signedIn(request).user.admin ? undefined : refuse.denied('The lab is for administrators'));
      });
      app.get(LAB_PATH, { config: { audit: 'read' } }, (request, reply) => {
        const { tenant } = signedIn(request);
        reply.send({ rules: parts.lab.list(tenant.name), clock: clockView(parts.clock.state()) });
      });
      ruleRoutes(app, parts);
      clockRoutes(app, parts);
      stateRoutes(app, parts);
      requestRoutes(app, parts);
    },
  };
}
