import type { RowField, SqlType } from './types.ts';

/**
 * A type from its text, as the catalogue, a cast or a signature spells it; case does not matter. Defaults are
 * Trino's: `timestamp` is `timestamp(3)`, `decimal` is `decimal(38,0)`, `char` is `char(1)`.
 * `undefined`: no such type.
 */
export function parseType(text: string): SqlType | undefined {
  const tokens = text.match(/"(?:[^"]|"")*"|[A-Za-z_][A-Za-z0-9_]*|\d+|[(),]/g) ?? [];
  const reader = new TypeReader(tokens);
  const type = reader.type();
  return reader.atEnd() ? type : undefined;
}

/** Default precision of time and timestamp types, and the greatest. */
export const DEFAULT_TIME_PRECISION = 3;
export const MAX_TIME_PRECISION = 12;

/** A type of the given name and parameters. `undefined`: no such type, or parameters it does not take. */
export function namedType(name: string, parameters: readonly (number | SqlType)[]): SqlType | undefined {
  const numbers = parameters.filter((parameter) => typeof parameter === 'number');
  const types = parameters.filter((parameter) => typeof parameter !== 'number');
  const [first, second] = numbers;
  const only = (count: number): boolean => types.length === 0 && numbers.length <= count;
  switch (name.toLowerCase()) {
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'real':
    case 'double':
    case 'date':
    case 'varbinary':
    case 'json':
    case 'uuid':
    case 'unknown':
    case 'interval day to second':
    case 'interval year to month': {
      const kind = name.toLowerCase() as 'boolean';
      return parameters.length === 0 ? { kind } : undefined;
    }
    case 'int':
      return parameters.length === 0 ? { kind: 'integer' } : undefined;
    case 'dec':
    case 'decimal':
      return only(2) ? decimalType(first ?? 38, second ?? 0) : undefined;
    case 'varchar':
      if (!only(1)) return undefined;
      return first === undefined ? { kind: 'varchar' } : { kind: 'varchar', length: first };
    case 'char':
      return only(1) ? { kind: 'char', length: first ?? 1 } : undefined;
    case 'time':
    case 'timestamp':
    case 'timestamp with time zone': {
      const kind = name.toLowerCase() as 'timestamp';
      const precision = first ?? DEFAULT_TIME_PRECISION;
      return only(1) && precision <= MAX_TIME_PRECISION ? { kind, precision } : undefined;
    }
    case 'array': {
      const [element] = types;
      return types.length === 1 && numbers.length === 0 && element ? { kind: 'array', element } : undefined;
    }
    case 'map': {
      const [key, value] = types;
      return types.length === 2 && numbers.length === 0 && key && value
        ? { kind: 'map', key, value }
        : undefined;
    }
    default:
      return undefined;
  }
}

function decimalType(precision: number, scale: number): SqlType | undefined {
  if (precision < 1 || precision > 38 || scale > precision) return undefined;
  return { kind: 'decimal', precision, scale };
}

class TypeReader {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  atEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  type(): SqlType | undefined {
    const name = this.#next()?.toLowerCase();
    if (name === undefined) return undefined;
    if (name === 'row') return this.#row();
    if (name === 'interval') {
      const words = [this.#next(), this.#next(), this.#next()].join(' ').toLowerCase();
      return namedType(`interval ${words}`, []);
    }
    if (name === 'double' && this.#peek() === 'precision') this.#next();
    const parameters: (number | SqlType)[] = [];
    if (this.#accept('(')) {
      do {
        const digits = this.#peek();
        if (digits !== undefined && /^\d+$/.test(digits)) {
          parameters.push(Number(this.#next()));
        } else {
          const type = this.type();
          if (type === undefined) return undefined;
          parameters.push(type);
        }
      } while (this.#accept(','));
      if (!this.#accept(')')) return undefined;
    }
    return namedType(this.#withZone(name), parameters);
  }

  #withZone(name: string): string {
    if (name !== 'timestamp' && name !== 'time') return name;
    const words = this.#tokens
      .slice(this.#at, this.#at + 3)
      .join(' ')
      .toLowerCase();
    if (words === 'with time zone' || words === 'without time zone') this.#at += 3;
    return words === 'with time zone' ? `${name} with time zone` : name;
  }

  #row(): SqlType | undefined {
    if (!this.#accept('(')) return undefined;
    const fields: RowField[] = [];
    do {
      const start = this.#at;
      const bare = this.type();
      if (bare !== undefined && (this.#peek() === ',' || this.#peek() === ')')) {
        fields.push({ type: bare });
        continue;
      }
      this.#at = start;
      const name = this.#next();
      const type = this.type();
      if (name === undefined || type === undefined) return undefined;
      fields.push({ name: name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name, type });
    } while (this.#accept(','));
    return this.#accept(')') ? { kind: 'row', fields } : undefined;
  }

  #peek(): string | undefined {
    return this.#tokens[this.#at];
  }

  #next(): string | undefined {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    return token;
  }

  #accept(token: string): boolean {
    if (this.#peek() !== token) return false;
    this.#at += 1;
    return true;
  }
}
