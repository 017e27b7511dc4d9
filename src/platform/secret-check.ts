import { createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** Checks at once: each keeps one of libuv's threads busy for tens of ms, which files and DNS need too. */
const CHECKS_AT_ONCE = 2;
/** Right answers remembered, so that clients that sign each request with Basic stay cheap. */
const REMEMBERED = 1000;
/** Stands in for a secret that does not exist, so that an unknown name takes as long as a wrong secret. */
const NOBODY = `scrypt$16384$8$1$${randomBytes(16).toString('base64')}$${randomBytes(32).toString('base64')}`;

/** Checks secrets against hashes of the form `scrypt$N$r$p$salt$hash` off the main thread. */
export class SecretCheck {
  /** Keyed hashes of pairs found right, oldest first. The key never leaves this process. */
  readonly #right = new Set<string>();
  readonly #key = randomBytes(32);
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** @param hash `undefined`: there is no such secret; answers false, after the same time */
  async matches(secret: string, hash: string | undefined): Promise<boolean> {
    const mark = createHmac('sha256', this.#key).update(`${hash}\0${secret}`).digest('base64');
    if (this.#right.has(mark)) return true;
    await this.#enter();
    try {
      const right = (await derive(secret, hash ?? NOBODY)) && hash !== undefined;
      if (right) this.#remember(mark);
      return right;
    } finally {
      this.#leave();
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

  async #enter(): Promise<void> {
    if (this.#running >= CHECKS_AT_ONCE) await new Promise<void>((go) => this.#waiting.push(go));
    else this.#running += 1;
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#running -= 1;
    else next();
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
