import { createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { refuse } from '../errors/refusal.ts';
import { networkOf } from '../limits/network-of.ts';
import { Turns } from './turns.ts';

/** Checks at once: each keeps one of libuv's threads busy for tens of ms, which files and DNS need too. */
const CHECKS_AT_ONCE = 2;
/** Right answers remembered, so that clients that sign each request with Basic stay cheap. */
const REMEMBERED = 1000;
/** Checks that may wait, in all and from one address: some seconds' worth, and no memory to speak of. */
const MOST_WAITING = { inAll: 1000, ofOne: 64 };
/** Told with a 429: about as long as the waiting checks of one address take. */
const RETRY_AFTER_S = 2;
/** Stands in for a secret that does not exist, so that an unknown name takes as long as a wrong secret. */
const NOBODY = `scrypt$16384$8$1$${randomBytes(16).toString('base64')}$${randomBytes(32).toString('base64')}`;

/**
 * Checks secrets against hashes of the form `scrypt$N$r$p$salt$hash` off the main thread. Addresses take turns, a network
 * of IPv6 as one, so that one that guesses keeps no other waiting.
 */
export class SecretCheck {
  /** Keyed hashes of pairs found right, oldest first. The key never leaves this process. */
  readonly #right = new Set<string>();
  readonly #key = randomBytes(32);
  readonly #running = new Map<string, Promise<boolean>>();
  readonly #turns = new Turns(CHECKS_AT_ONCE, MOST_WAITING);

  /**
   * @param hash `undefined`: there is no such secret; answers false, after the same time
   * @param from the address that asks
   * @throws Refusal 429 when too many checks wait
   */
  async matches(secret: string, hash: string | undefined, from: string): Promise<boolean> {
    const mark = createHmac('sha256', this.#key).update(`${hash}\0${secret}`).digest('base64');
    if (this.#right.has(mark)) return true;
    // Many who ask the same at once, as the workers of one client do at their start, share one check.
    const same = this.#running.get(mark);
    if (same !== undefined) return same;
    const turn = this.#turns.take(networkOf(from));
    if (turn === undefined)
      throw refuse.overLimit('Too many wrong sign-ins are being checked', RETRY_AFTER_S);
    const check = this.#check(turn, mark, secret, hash);
    this.#running.set(mark, check);
    return check;
  }

  async #check(
    turn: Promise<void>,
    mark: string,
    secret: string,
    hash: string | undefined,
  ): Promise<boolean> {
    await turn;
    try {
      const right = (await derive(secret, hash ?? NOBODY)) && hash !== undefined;
      if (right) this.#remember(mark);
      return right;
    } finally {
      this.#turns.done();
      this.#running.delete(mark);
    }
  }

  #remember(mark: string): void {
    if (this.#right.size >= REMEMBERED) {
      for (const oldest of this.#right) {
        this.#right.delete(oldest);
        break;
      }
    }
    this.#right.add(mark);
  }
}

async function derive(secret: string, stored: string): Promise<boolean> {
  const [scheme, cost, blockSize, parallelization, salt = '', hash = ''] = stored.split('$');
  const expected = Buffer.from(hash, 'base64');
  if (scheme !== 'scrypt' || expected.length === 0) throw new Error('A stored secret is not a scrypt hash');
  const options = {
    cost: Number(cost),
    blockSize: Number(blockSize),
    parallelization: Number(parallelization),
    maxmem: 256 * Number(cost) * Number(blockSize),
  };
  const derived = await new Promise<Buffer>((resolve, reject) =>
    scrypt(secret, Buffer.from(salt, 'base64'), expected.length, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    ),
  );
  return timingSafeEqual(derived, expected);
}
