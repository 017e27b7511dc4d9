import type { Time } from '../../ports/clock.ts';
import { type Links, RESULTS_PATH } from './links.ts';

/** Signs and checks in the manner of one store; `main.ts` brings it. Times in ms, `seconds` a link's life. */
export interface LinkSigner {
  sign(request: LinkTarget, now: number, seconds: number): string;
  verify(request: LinkTarget, query: string, now: number): 'valid' | 'expired' | 'tampered';
}

interface LinkTarget {
  readonly host: string;
  readonly path: string;
}

export interface ResultLinksOptions {
  readonly signer: LinkSigner;
  readonly time: Time;
  /** Public address without a slash at its end; asked at each use, as the port is known only once listening. */
  readonly base: () => string;
}

/**
 * Links below the public address. They are bound to that host, whatever the request's `Host` says, so that they work
 * behind a proxy too.
 */
export function resultLinks({ signer, time, base }: ResultLinksOptions): Links {
  // A signature names its second: within it every read of a job gets the same link.
  let signed = new Map<string, string>();
  let second = 0;
  let life = 0;

  return {
    sign(fileName, lifeMs) {
      const now = time.now();
      const seconds = Math.floor(lifeMs / 1000);
      // Most reads of a second ask for links of one life, and of few files.
      if (Math.floor(now / 1000) !== second || seconds !== life) {
        second = Math.floor(now / 1000);
        life = seconds;
        signed = new Map();
      }
      const before = signed.get(fileName);
      if (before !== undefined) return before;
      const address = base();
      const query = signer.sign(targetOf(address, fileName), now, seconds);
      const link = `${address}${RESULTS_PATH}/${encodeURIComponent(fileName)}?${query}`;
      signed.set(fileName, link);
      return link;
    },
    verify: (fileName, query) => signer.verify(targetOf(base(), fileName), query, time.now()),
  };
}

function targetOf(address: string, fileName: string): LinkTarget {
  return { host: new URL(address).host, path: `${RESULTS_PATH}/${fileName}` };
}
