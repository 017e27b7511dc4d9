import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { pipeline, Readable } from 'node:stream';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { rootCertificates } from 'node:tls';

/**
 * `fetch` that trusts further certificates beside the public ones, or expects another name in the server's, which Node's
 * own cannot be told after its start. Follows no redirects.
 */
export async function fetchTrusting({ ca, name }: Trust, url: string, init: RequestInit): Promise<Response> {
  // As fetch itself would send it: method, header names, media type of the body.
  const wanted = new Request(url, init);
  const whole = init.body instanceof ReadableStream ? undefined : Buffer.from(await wanted.arrayBuffer());
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = httpsRequest(
      url,
      {
        method: wanted.method,
        headers: Object.fromEntries(wanted.headers),
        ...(ca !== undefined && { ca: [...rootCertificates, ca] }),
        ...(name !== undefined && { servername: name }),
        signal: wanted.signal,
      },
      resolve,
    );
    sent.on('error', reject);
    if (whole !== undefined) sent.end(whole);
    // It may be larger than what fits into memory.
    else pipeline(Readable.fromWeb(wanted.body as WebStream), sent, (error) => error && reject(error));
  });
  const { statusCode: status = 0, headers } = answer;
  const pairs = Object.entries(headers).map(([name, value]) => [name, String(value)]);
  // What is read after the signal aborts fails with it, as with fetch.
  const stream = Readable.toWeb(answer) as ReadableStream<Uint8Array>;
  return new Response(WITHOUT_BODY.includes(status) ? null : stream, {
    status,
    headers: Object.fromEntries(pairs) as Record<string, string>,
  });
}

interface Trust {
  /** PEM text. */
  readonly ca: string | undefined;
  /** What the certificate has to name; else the host of the URL. */
  readonly name: string | undefined;
}

/** The Fetch standard's "null body status". */
const WITHOUT_BODY = [204, 205, 304];
