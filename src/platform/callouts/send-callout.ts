import { lookup } from 'node:dns';
import { request as plain } from 'node:http';
import { request as encrypted } from 'node:https';
import type { LookupFunction } from 'node:net';
import { Undeliverable } from '../../jobs/core.ts';
import type { MachineTime } from '../../ports/clock.ts';
import { bare, type CalloutHosts } from './callout-hosts.ts';

/** How long a host may take to answer (aqua.md §4.4). */
const CALLOUT_TIMEOUT_MS = 30_000;

export interface CalloutMeans {
  readonly hosts: CalloutHosts;
  /** Machine time. */
  readonly time: Pick<MachineTime, 'after'>;
}

/** What is sent, by POST. */
export interface CalloutContent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Calls an address out: by GET, or by POST where there is something to send. What it answers is not read, and a redirect is not followed: nothing but
 * an allowed host is ever reached, at an address that was checked itself.
 * @throws Undeliverable when it may not be called; Error when the call failed or was not answered with success
 */
export async function sendCallout(
  text: string,
  { hosts, time }: CalloutMeans,
  signal: AbortSignal,
  content?: CalloutContent,
): Promise<void> {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    throw new Undeliverable('the callout has no http or https address');
  if (!hosts.mayAllow(url.hostname))
    throw new Undeliverable(`callouts may not reach ${url.hostname}: name it in --callout-hosts`);
  const late = new AbortController();
  const timer = time.after(CALLOUT_TIMEOUT_MS, () => late.abort(new Error('no answer in time')));
  const call = { url, content, signal: AbortSignal.any([signal, late.signal]) };
  const status = await answerOf(call, hosts).finally(() => timer.cancel());
  if (status < 200 || status > 299) throw new Error(`${url.hostname} answered a callout with ${status}`);
}

interface Call {
  readonly url: URL;
  readonly content: CalloutContent | undefined;
  readonly signal: AbortSignal;
}

function answerOf({ url, content, signal }: Call, hosts: CalloutHosts): Promise<number> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? encrypted : plain;
    // `agent: false`: a connection of its own, not one that was opened when its name led elsewhere.
    const lookup = checkedLookup(hosts);
    const how = content === undefined ? { method: 'GET' } : { method: 'POST', headers: content.headers };
    const sent = send(url, { ...how, agent: false, signal, lookup });
    sent.on('response', (response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    sent.on('error', reject);
    // What is answered with another protocol (101) ends with neither of the two.
    sent.on('close', () => reject(new Error(`${url.hostname} closed a callout without an answer`)));
    sent.end(content?.body);
  });
}

/** Gives the connection only addresses that it may reach; an address in the URL itself was checked before. */
function checkedLookup(hosts: CalloutHosts): LookupFunction {
  return (hostname, options, callback) => {
    lookup(bare(hostname), { ...options, all: true }, (error, found) => {
      if (error !== null) return callback(error, '');
      const allowed = found.filter(({ address }) => hosts.allows(hostname, address));
      const [first] = allowed;
      if (first === undefined)
        callback(new Undeliverable(`callouts may not reach the address of ${hostname}`), '');
      else if (options.all === true) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}
