import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { VERSION } from '../config/version.ts';
import { type DocsPageParts, docsPage } from './docs-page.ts';
import type { Family } from './family.ts';
import { matchesTag } from './results/byte-range.ts';

export interface DocumentsParts extends DocsPageParts {
  /** All there are, this one included; asked when somebody wants the document. */
  readonly families: () => readonly Family[];
}

interface Ready {
  readonly text: string;
  readonly tag: string;
}

/** `/openapi.json` and its pages (operating.md §8), for anybody. The document is made when first asked for: the start of a server pays nothing. */
export function documents({ families, address, pages }: DocumentsParts): Family {
  let made: Promise<Ready> | undefined;

  async function make(): Promise<Ready> {
    const { assembleDocument } = await import('./openapi/assemble.ts');
    const text = JSON.stringify(await assembleDocument(families(), { address: address(), version: VERSION }));
    return { text, tag: `"${createHash('sha256').update(text).digest('base64url')}"` };
  }

  return {
    name: 'documents',
    prefixes: ['/', '/docs', '/openapi.json'],
    credentials: [],
    countsRequests: false,
    document: async () => (await import('./openapi/documents.ts')).documentsPart,
    register(app: FastifyInstance) {
      docsPage(app, { address, pages });
      app.get('/openapi.json', async (request, reply) => {
        made ??= make();
        const { text, tag } = await made;
        reply.header('etag', tag);
        if (matchesTag(request.headers['if-none-match'], tag)) return reply.code(304).send();
        return reply.type('application/json; charset=utf-8').send(text);
      });
    },
  };
}
