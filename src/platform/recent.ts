/**
 * A map of what was set last: at least half of `most`, never more than that. The older half goes at once, since to take
 * the first entry out of a Map again and again is slow: each time it walks over those that were taken out before.
 */
export class Recent<K, V> {
  readonly #most: number;
  #younger = new Map<K, V>();
  /** Some of these may have been set anew since. */
  #older = new Map<K, V>();

  /** @param most entries, 2 or more */
  constructor(most: number) {
    this.#most = most;
  }

  get(key: K): V | undefined {
    return this.#younger.get(key) ?? this.#older.get(key);
  }

  has(key: K): boolean {
    return this.#younger.has(key) || this.#older.has(key);
  }

  set(key: K, value: V): void {
    if (this.#younger.size >= this.#most / 2 && !this.#younger.has(key)) {
      this.#older = this.#younger;
      this.#younger = new Map();
    }
    this.#younger.set(key, value);
  }

  delete(key: K): void {
    this.#younger.delete(key);
    this.#older.delete(key);
  }

  values(): readonly V[] {
    const older = [...this.#older].filter(([key]) => !this.#younger.has(key));
    return [...older.map(([, value]) => value), ...this.#younger.values()];
  }
}
