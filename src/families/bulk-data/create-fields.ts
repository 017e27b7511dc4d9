import { bulkRefusals, type Fault } from './errors.ts';

/** Longest name and description (bulk-data.md §2.1), and of every other text. */
const MAX_TEXT = 255;
/** Of what a message repeats of the request. */
const MAX_SHOWN = 64;

/**
 * Reads the fields of a create and collects what is wrong with them; what it answers for a wrong one is not to be used.
 * Null is as if absent.
 */
export class CreateFields {
  readonly #body: Readonly<Record<string, unknown>>;
  readonly #where: string;
  readonly #faults: Fault[];
  readonly #asked = new Set<string>();

  constructor(body: Readonly<Record<string, unknown>>, where = '', faults: Fault[] = []) {
    this.#body = body;
    this.#where = where;
    this.#faults = faults;
  }

  /** @throws Refusal 400 with every fault: what is missing first */
  finish(): void {
    const [first, ...others] = this.#faults.toSorted((a, b) => rank(a) - rank(b));
    if (first !== undefined) throw bulkRefusals([first, ...others]);
  }

  /** Fields that were never asked for are faults. @param besides they are passed over */
  known(besides: readonly string[]): void {
    for (const field of Object.keys(this.#body))
      if (!this.#asked.has(field) && !besides.includes(field))
        this.#faults.push({ error: 'unknownField', values: { field: field.slice(0, MAX_SHOWN) } });
  }

  given(name: string): unknown {
    this.#asked.add(name);
    return (Object.hasOwn(this.#body, name) ? this.#body[name] : undefined) ?? undefined;
  }

  text(name: string): string | undefined {
    const value = this.given(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'string') return this.bad(name, 'must be a text');
    if (value.length > MAX_TEXT && [...value].length > MAX_TEXT)
      return this.bad(name, `must have at most ${MAX_TEXT} characters`);
    return value;
  }

  /** A text that has to be there. */
  needed(name: string): string {
    const value = this.text(name);
    if (value !== undefined && value.trim() !== '') return value;
    if (this.given(name) === undefined || value !== undefined) this.missing(name);
    return '';
  }

  boolean(name: string): boolean | undefined {
    const value = this.given(name);
    return value === undefined || typeof value === 'boolean'
      ? value
      : this.bad(name, 'must be true or false');
  }

  /** One of these, in any case; answers it as it is spelled here. */
  oneOf<T extends string>(name: string, allowed: readonly T[]): T | undefined {
    const value = this.given(name);
    if (value === undefined) return undefined;
    const found = allowed.find(
      (one) => typeof value === 'string' && one.toLowerCase() === value.toLowerCase(),
    );
    return found ?? this.bad(name, `must be one of ${allowed.join(', ')}`);
  }

  texts(name: string): readonly string[] | undefined {
    const value = this.given(name);
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string'))
      return value;
    return this.bad(name, 'must be an array of texts');
  }

  /** Readers of each object of an array. */
  objects(name: string): readonly CreateFields[] | undefined {
    const value = this.given(name);
    if (value === undefined) return undefined;
    if (!Array.isArray(value) || !value.every((one) => typeof one === 'object' && one !== null))
      return this.bad(name, 'must be an array of objects');
    return value.map((one, at) => new CreateFields(one, `${this.#where}${name}[${at}].`, this.#faults));
  }

  missing(name: string): undefined {
    this.#faults.push({ error: 'missing', values: { field: this.#where + name } });
  }

  bad(name: string, how: string): undefined {
    this.fault(`'${this.#where}${name}' ${how}`);
  }

  fault(fault: string): undefined {
    this.#faults.push({ error: 'badValue', values: { fault } });
  }
}

function rank({ error }: Fault): number {
  return error === 'missing' ? 0 : 1;
}
