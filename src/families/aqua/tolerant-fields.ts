/** Reads fields of a body as tolerantly as their clients write them (aqua.md §1.4) and collects what is wrong. */
export class TolerantFields {
  readonly #body: Readonly<Record<string, unknown>>;
  readonly #where: string;
  readonly #faults: string[];

  /** @param faults where what is wrong is told; what a reader answers for a wrong field is not to be used then */
  constructor(body: Readonly<Record<string, unknown>>, faults: string[], where = '') {
    this.#body = body;
    this.#faults = faults;
    this.#where = where;
  }

  /** Null as if absent. */
  given(name: string): unknown {
    return (Object.hasOwn(this.#body, name) ? this.#body[name] : undefined) ?? undefined;
  }

  /** Numbers as their text. */
  text(name: string, most = Number.POSITIVE_INFINITY): string | undefined {
    const value = this.given(name);
    if (value === undefined) return undefined;
    if (typeof value === 'number') return String(value);
    if (typeof value !== 'string') return this.#fault(name, 'must be a string');
    if (value.length > most) return this.#fault(name, `must have at most ${most} characters`);
    return value;
  }

  /** One that has to be there; `''` where it is not. */
  needed(name: string, most?: number): string {
    if (this.given(name) === undefined) this.#fault(name, 'is missing');
    return this.text(name, most) ?? '';
  }

  /** `true` or `"true"`; `undefined` when absent. */
  boolean(name: string): boolean | undefined {
    const value = this.given(name);
    if (value === undefined || typeof value === 'boolean') return value;
    const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
    if (word === 'true' || word === 'false') return word === 'true';
    return value === '' ? undefined : this.#fault(name, 'must be true or false');
  }

  /** In any case. */
  oneOf<T extends string>(name: string, allowed: readonly T[]): T | undefined {
    const value = this.given(name);
    if (value === undefined) return undefined;
    const asked = typeof value === 'string' ? value.trim().toLowerCase() : undefined;
    const found = allowed.find((candidate) => candidate.toLowerCase() === asked);
    return found ?? this.#fault(name, `must be one of [${allowed.join(', ')}]`);
  }

  /** `1`, `1.1`, `"1.1"`; a whole number gets its fraction back: `1.0`. */
  version(name: string): string | undefined {
    const text = this.text(name)?.trim();
    if (text === undefined || text === '') return undefined;
    if (!/^\d{1,4}(\.\d{1,4})?$/.test(text)) return this.#fault(name, 'must be a version such as 1.1');
    return text.includes('.') ? text : `${text}.0`;
  }

  /** A number, also as a text. */
  wholeNumber(name: string): number | undefined {
    const text = this.text(name)?.trim();
    if (text === undefined || text === '') return undefined;
    return /^-?\d{1,15}(\.0+)?$/.test(text)
      ? Math.trunc(Number(text))
      : this.#fault(name, 'must be a whole number');
  }

  /** Each item by its own fields. */
  items<T>(name: string, read: (fields: TolerantFields) => T): readonly T[] | undefined {
    const value = this.given(name);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) return this.#fault(name, 'must be an array');
    return value.flatMap((item: unknown, index) => {
      const fields = this.#inner(item, `${name}[${index}]`);
      return fields === undefined ? [] : [read(fields)];
    });
  }

  /** An object, or an array of which the first counts. */
  object<T>(name: string, read: (fields: TolerantFields) => T): T | undefined {
    const value = this.given(name);
    const one: unknown = Array.isArray(value) ? value[0] : value;
    const fields = one === undefined || one === null ? undefined : this.#inner(one, name);
    return fields && read(fields);
  }

  #inner(value: unknown, name: string): TolerantFields | undefined {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return this.#fault(name, 'must be an object');
    return new TolerantFields({ ...value }, this.#faults, `${this.#where}${name}.`);
  }

  #fault(name: string, what: string): undefined {
    this.#faults.push(`${this.#where}${name} ${what}`);
    return undefined;
  }
}
