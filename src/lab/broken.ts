/** What each of these remembers: the oldest goes. */
const REMEMBERED = 10_000;
const SIGNATURE = 'X-Amz-Signature';

/** What rules have made not work any more, or refused beforehand. */
export class Broken {
  readonly #full = new Set<string>();
  readonly #links = new Set<string>();
  readonly #files = new Set<string>();
  readonly #runs = new Set<string>();

  /** The submit by this request, or of this job, is to be refused for a full queue, once. */
  fullFor(key: string): void {
    remember(this.#full, key);
  }

  takeFull(key: string | undefined): boolean {
    return key !== undefined && this.#full.delete(key);
  }

  /** A signed link by the query of a request; a file where the request has no signature. */
  expire(query: string, file: string | undefined): void {
    const signature = new URLSearchParams(query).get(SIGNATURE);
    if (signature !== null) remember(this.#links, signature);
    else if (file !== undefined) remember(this.#files, file);
  }

  isDeadLink(query: string): boolean {
    if (this.#links.size === 0) return false;
    return this.#links.has(new URLSearchParams(query).get(SIGNATURE) ?? '');
  }

  isDeadFile(name: string): boolean {
    return this.#files.has(name);
  }

  /** Two families share jobs of one name: what was submitted as a query run. */
  submittedAsRun(request: string): void {
    remember(this.#runs, request);
  }

  isRun(request: string | undefined): boolean {
    return request !== undefined && this.#runs.has(request);
  }

  clear(): void {
    for (const set of [this.#full, this.#links, this.#files]) set.clear();
  }
}

function remember(set: Set<string>, value: string): void {
  const [oldest] = set;
  if (set.size >= REMEMBERED && oldest !== undefined) set.delete(oldest);
  set.add(value);
}
