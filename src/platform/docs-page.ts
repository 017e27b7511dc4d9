import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { refuse } from './errors/refusal.ts';
import { matchesTag } from './results/byte-range.ts';

/** Files of the page beside its text, with their types. */
export const PAGE_FILES: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'page.js': 'text/javascript; charset=utf-8',
  'NOTICE.txt': 'text/plain; charset=utf-8',
  'swagger-ui-bundle.js.LICENSE.txt': 'text/plain; charset=utf-8',
};

/** Nothing but what this server serves; the style sheet holds small pictures as `data:`. */
const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;

export interface DocsPageParts {
  /** Folder of the page's files, with a slash at its end. */
  readonly pages: URL;
  /** Public address without a slash at its end. */
  readonly address: () => string;
}

/** `/docs`: the API reference with "Try it out" (operating.md §8). `/` leads there until there is a console. */
export function docsPage(app: FastifyInstance, { pages, address }: DocsPageParts): void {
  /** Of the public address: a proxy may serve Sluice below a path of its own. */
  const base = (): string => new URL(address()).pathname.replace(/\/$/, '');

  app.get('/', (_request, reply) => reply.redirect(`${base()}/docs`, 302));

  app.get('/docs', async (request, reply) => {
    const text = await readFile(new URL('index.html', pages), 'utf8');
    const page = text.replaceAll('{base}', base());
    return sendPage(reply, 'text/html; charset=utf-8', Buffer.from(page), request.headers['if-none-match']);
  });

  app.get<{ Params: { file: string } }>('/docs/:file', async (request, reply) => {
    const { file } = request.params;
    const type = Object.hasOwn(PAGE_FILES, file) ? PAGE_FILES[file] : undefined;
    if (type === undefined) throw refuse.unknownPath();
    return sendPage(reply, type, await readFile(new URL(file, pages)), request.headers['if-none-match']);
  });
}

/** Browsers keep it and ask each time whether it is still the same. */
function sendPage(reply: FastifyReply, type: string, bytes: Buffer, known: string | undefined): FastifyReply {
  const tag = `"${createHash('sha256').update(bytes).digest('base64url')}"`;
  reply.headers(SECURITY_HEADERS).header('etag', tag).header('cache-control', 'no-cache');
  if (matchesTag(known, tag)) return reply.code(304).send();
  return reply.type(type).send(bytes);
}
