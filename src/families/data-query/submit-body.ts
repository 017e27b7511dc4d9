import { dataQueryRefusal } from './errors.ts';
import { isEncryptionKey } from './jobs/encryption-key.ts';
import type { DataQueryRequest, SubmitRules } from './jobs/job-of-submit.ts';
import { DEFAULT_SEPARATORS, isSeparator } from './jobs/separator.ts';

/**
 * Checks the body of `POST /query/jobs` (data-query-and-query-runs.md §1.1): every fault at once, unknown fields
 * ignored (or a fault, by choice), null as if absent.
 * @throws Refusal 400
 */
export function readSubmit(body: unknown, { choices, limits }: SubmitRules): DataQueryRequest {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw dataQueryRefusal('notJson');
  const fields = new Fields(body as Record<string, unknown>, choices['dataQuery.enumCase'] === 'any');
  const query = fields.text('query');
  const outputFormat = fields.oneOf('outputFormat', ['JSON', 'CSV', 'TSV', 'DSV']);
  const compression = fields.oneOf('compression', ['NONE', 'GZIP', 'ZIP']);
  fields.output();
  const readDeleted = fields.boolean('readDeleted');
  const useIndexJoin = fields.boolean('useIndexJoin');
  const sources = ['LIVE', 'WAREHOUSE', ...(choices['dataQuery.datahub'] === 'on' ? ['DATAHUB'] : [])];
  const source = fields.oneOf('sourceData', sources, 'LIVE');
  fields.oneOf('warehouseSize', ['xsmall', 'NULL'], 'xsmall');
  const columnSeparator =
    outputFormat === 'DSV'
      ? fields.separator(DEFAULT_SEPARATORS[choices['dataQuery.dsvSeparator']])
      : undefined;
  const given = fields.given('columnSeparator');
  const encryptionKey = fields.given('encryptionKey');
  if (choices['dataQuery.unknownFields'] === 'refuse') fields.known();
  fields.finish();

  const max = limits['dataQuery.maxQueryLength'];
  if (max !== undefined && query.length > max && [...query].length > max)
    throw dataQueryRefusal('queryTooLong', { max });
  if (encryptionKey !== undefined && !isEncryptionKey(encryptionKey)) throw dataQueryRefusal('badKey');
  const sourceData = source === 'LIVE' ? 'LIVE' : 'WAREHOUSE';
  if (sourceData === 'WAREHOUSE' && choices['dataQuery.warehouse'] !== 'on')
    throw dataQueryRefusal('warehouseOff');
  return {
    query,
    outputFormat,
    compression,
    ...(columnSeparator !== undefined && { columnSeparator }),
    ...(encryptionKey !== undefined && { encryptionKey }),
    deleted: readDeleted ? 'deleted' : 'live',
    sourceData,
    useIndexJoin,
    ...(isSeparator(given) && { givenSeparator: given }),
  };
}

/** Characters of an unknown field's name that a message repeats. */
const MAX_SHOWN = 64;

/** Reads fields and collects what is wrong with them; what it answers for a wrong one is not to be used. */
class Fields {
  readonly #body: Readonly<Record<string, unknown>>;
  readonly #anyCase: boolean;
  readonly #faults: string[] = [];
  readonly #asked = new Set<string>();

  constructor(body: Readonly<Record<string, unknown>>, anyCase: boolean) {
    this.#body = body;
    this.#anyCase = anyCase;
  }

  finish(): void {
    if (this.#faults.length > 0) throw dataQueryRefusal('invalidFields', { faults: this.#faults.join('; ') });
  }

  /** Fields that were never asked for are faults. */
  known(): void {
    for (const name of Object.keys(this.#body))
      if (!this.#asked.has(name)) this.#faults.push(`${name.slice(0, MAX_SHOWN)} is not a known field`);
  }

  given(name: string): unknown {
    this.#asked.add(name);
    return (Object.hasOwn(this.#body, name) ? this.#body[name] : undefined) ?? undefined;
  }

  text(name: string): string {
    const value = this.given(name);
    if (value === undefined) return this.#fault(`${name} may not be null`, '');
    if (typeof value !== 'string') return this.#fault(`${name} must be a string`, '');
    return value.trim() === '' ? this.#fault(`${name} may not be empty`, '') : value;
  }

  boolean(name: string): boolean {
    const value = this.given(name) ?? false;
    return typeof value === 'boolean' ? value : this.#fault(`${name} must be one of [true, false]`, false);
  }

  oneOf<T extends string>(name: string, allowed: readonly T[], byDefault?: T): T {
    return this.#choose(name, this.given(name), allowed, byDefault);
  }

  /** `{"target":"S3"}` is the only output there is. */
  output(): void {
    const output = this.given('output');
    if (output === undefined) this.#faults.push('output may not be null');
    else if (typeof output !== 'object' || Array.isArray(output))
      this.#faults.push('output must be an object such as {"target":"S3"}');
    else this.#choose('output.target', new Fields({ ...output }, false).given('target'), ['S3']);
  }

  separator(byDefault: string): string {
    const value = this.given('columnSeparator') ?? byDefault;
    if (isSeparator(value)) return value;
    return this.#fault(
      'columnSeparator must be one character other than a double quote or a line break',
      byDefault,
    );
  }

  #choose<T extends string>(name: string, value: unknown, allowed: readonly T[], byDefault?: T): T {
    const [first] = allowed;
    const fallback = byDefault ?? first;
    if (fallback === undefined) throw new Error(`no value is allowed for ${name}`);
    if (value === undefined) return byDefault ?? this.#fault(`${name} may not be null`, fallback);
    const found = allowed.find(
      (candidate) =>
        candidate === value ||
        (this.#anyCase && typeof value === 'string' && candidate.toUpperCase() === value.toUpperCase()),
    );
    return found ?? this.#fault(`${name} must be one of [${allowed.join(', ')}]`, fallback);
  }

  #fault<T>(text: string, instead: T): T {
    this.#faults.push(text);
    return instead;
  }
}
