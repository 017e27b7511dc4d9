import { randomBytes } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Choices } from '../../config/choices.ts';
import type { Limits } from '../../config/limits.ts';
import type { Clock } from '../../ports/clock.ts';
import { CATEGORY, Refusal, refuse } from '../errors/refusal.ts';
import type { ErrorShape, Family } from '../family.ts';
import { CountsOfMinute } from '../limits/counts-of-minute.ts';
import { bodyText, mediaType } from '../request-body.ts';
import { type Authentication, type Identity, readCredentials } from './authentication.ts';
import { sameEntity } from './entity-headers.ts';

const PATH = '/oauth/token';
/** Told where no limit is set (platform.md §7). */
const TOKENS_PER_MINUTE = 100;
/** A form with all its fields is a few hundred bytes, and anybody may send one. */
const MAX_FORM_BYTES = 16 * 1024;

/** Refusals worded by RFC 6749 §5.2: the body is the code alone. */
class TokenRefusal extends Refusal {
  readonly code: string;
  constructor(status: number, code: string) {
    super(status, CATEGORY.badValue, code);
    this.code = code;
  }
}

/** A code of RFC 6749, or the five keys a client of Zuora's looks for (platform.md §2.1). */
const errors = (choices: Pick<Choices, 'platform.tokenRefusal'>): ErrorShape => ({
  unauthenticated: 'own',
  contentType: 'application/json; charset=utf-8',
  challenge: 'Basic realm="Sluice"',
  body: (refusal, { path, at }) => {
    if (refusal instanceof TokenRefusal) return { error: refusal.code };
    if (refusal.status === 401 && choices['platform.tokenRefusal'] === 'rfc6749')
      return { error: 'invalid_client' };
    return {
      timestamp: at,
      status: refusal.status,
      error: STATUS_CODES[refusal.status] ?? 'Error',
      message: refusal.message,
      path,
    };
  },
});

export interface TokenEndpointParts {
  readonly authentication: Authentication;
  readonly clock: Clock;
  readonly choices: Choices;
  readonly limits: Limits;
}

/** `POST /oauth/token` (platform.md §2.1). */
export function tokenEndpoint({ authentication, clock, choices, limits }: TokenEndpointParts): Family {
  const limit = limits['platform.tokensPerMinutePerAddress'];
  const asked = new CountsOfMinute(clock.business);

  async function signedIn(request: FastifyRequest, form: URLSearchParams): Promise<Identity> {
    const id = single(form, 'client_id');
    const secret = single(form, 'client_secret');
    const header = readCredentials(request.headers.authorization);
    const inHeader =
      choices['platform.basicToken'] === 'on' && header?.scheme === 'basic' ? header : undefined;
    const pair =
      id === undefined && secret === undefined && inHeader !== undefined
        ? { id: inHeader.name, secret: inHeader.password }
        : { id, secret };
    if (!pair.id || !pair.secret) throw new TokenRefusal(400, 'invalid_request');
    // Of a client there is, so that what was sent in its place is never told: it may be a secret.
    request.audited = authentication.clientNamed(pair.id);
    const identity = await authentication.client(pair.id, pair.secret, request.ip);
    if (identity === undefined) throw unauthorized();
    return identity;
  }

  return {
    name: 'oauth',
    prefixes: [PATH],
    credentials: [],
    errors: errors(choices),
    document: async () => (await import('../openapi/oauth.ts')).oauthPart,
    register(app: FastifyInstance) {
      app.addHook('onRequest', (request, reply, done) => {
        reply.header('cache-control', 'no-store').header('pragma', 'no-cache');
        const { count, secondsLeft } = asked.add(request.ip);
        const figure = limit ?? TOKENS_PER_MINUTE;
        reply.header('x-ratelimit-limit-minute', figure);
        reply.header('x-ratelimit-remaining-minute', Math.max(0, figure - count));
        if (limit === undefined || count <= limit) return done();
        done(refuse.overLimit('Too many tokens were asked for from this address', secondsLeft));
      });
      app.post(
        PATH,
        { bodyLimit: MAX_FORM_BYTES, config: { keyed: false, audit: 'signed-in' } },
        async (request) => {
          if (mediaType(request) !== 'application/x-www-form-urlencoded')
            throw new TokenRefusal(400, 'invalid_request');
          const form = new URLSearchParams(bodyText(request));
          const grant = single(form, 'grant_type');
          if (!grant) throw new TokenRefusal(400, 'invalid_request');
          if (grant !== 'client_credentials') throw new TokenRefusal(400, 'unsupported_grant_type');
          const identity = await signedIn(request, form);
          const entity = entityAsked(identity, request.headers['zuora-entity-ids']);
          const issued = await authentication.issue(
            entity === undefined ? identity : { ...identity, entity },
          );
          if (issued === undefined) throw unauthorized();
          return {
            access_token: issued.token,
            token_type: 'bearer',
            expires_in: issued.expiresIn,
            scope: scopeText(identity, entity === undefined ? identity.tenant.entities : [entity]),
            jti: randomBytes(16).toString('hex'),
          };
        },
      );
    },
  };
}

function unauthorized(): Refusal {
  return new Refusal(401, CATEGORY.unauthenticated, 'Unauthorized: unknown client id or wrong secret');
}

/** A field's value. @throws TokenRefusal when it is given twice (RFC 6749 §3.2) */
function single(form: URLSearchParams, name: string): string | undefined {
  const [value, ...more] = form.getAll(name);
  if (more.length > 0) throw new TokenRefusal(400, 'invalid_request');
  return value;
}

/**
 * The one entity that the token is to be of (platform.md §2.1), if any: then it sees no other, whatever its requests name.
 * @throws TokenRefusal 400 when the tenant has no such entity
 */
function entityAsked(
  { tenant }: Identity,
  header: string | readonly string[] | undefined,
): string | undefined {
  if (typeof header !== 'string' || header.trim() === '') return undefined;
  const found = tenant.entities.find((entity) => sameEntity(entity, header.trim()));
  if (found === undefined) throw new TokenRefusal(400, 'invalid_scope');
  return found;
}

function scopeText({ tenant, user }: Identity, entities: readonly string[]): string {
  return [
    `user.${user.id}`,
    ...entities.map((entity) => `entity.${entity}`),
    'service.query.read',
    'platform.write',
    `tenant.${tenant.name}`,
  ].join(' ');
}
