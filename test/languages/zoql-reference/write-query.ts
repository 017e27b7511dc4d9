import type {
  Condition,
  DateCall,
  Item,
  Literal,
  Operand,
  Query,
  RelativeLiteral,
  Value,
} from './query-ast.ts';

/** A query as some user might write it: `style` decides case, spacing, brackets and other spellings. */
export function exportZoqlText(query: Query, style: number): string {
  return new Writer(query, random(style), 'export-zoql').text();
}

/** As above, in the narrower grammar. */
export function zoqlText(query: Query, style: number): string {
  return new Writer(query, random(style), 'zoql').text();
}

/** Numbers from 0 up to 1, the same for the same seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

class Writer {
  readonly #query: Query;
  readonly #random: () => number;
  readonly #language: 'zoql' | 'export-zoql';
  readonly #tokens: string[] = [];

  constructor(query: Query, next: () => number, language: 'zoql' | 'export-zoql') {
    this.#query = query;
    this.#random = next;
    this.#language = language;
  }

  text(): string {
    const { from, items, where, groupBy, having, orderBy, limit } = this.#query;
    this.#word('SELECT');
    this.#list(items, (item) => this.#item(item));
    this.#word('FROM');
    this.#name(from);
    if (where) {
      this.#word('WHERE');
      this.#condition(where);
    }
    if (groupBy.length > 0) {
      this.#word('GROUP', 'BY');
      this.#list(groupBy, (value) => this.#value(value));
    }
    if (having) {
      this.#word('HAVING');
      this.#condition(having);
    }
    if (orderBy.length > 0) {
      this.#word('ORDER', 'BY');
      this.#list(orderBy, ({ value, descending }) => {
        this.#value(value);
        if (descending) this.#word('DESC');
        else if (this.#often(0.4)) this.#word('ASC');
      });
    }
    if (limit) {
      this.#word('LIMIT');
      if (limit.skip > 0 || this.#often(0.2)) this.#tokens.push(String(limit.skip), ',');
      this.#tokens.push(String(limit.count));
    }
    if (this.#often(0.2)) this.#tokens.push(';');
    return this.#spaced();
  }

  #item(item: Item): void {
    if (item.kind === 'all') {
      if (item.relation !== undefined) {
        this.#name(item.relation);
        this.#tokens.push('.');
      }
      this.#tokens.push('*');
      return;
    }
    this.#value(item.value);
    if (item.alias === undefined) return;
    if (this.#often(0.5)) this.#word('AS');
    const bare = /^x\w*$/i.test(item.alias) && this.#often(0.5);
    if (bare) this.#tokens.push(item.alias);
    else if (this.#often(0.5)) this.#tokens.push(`"${item.alias.replaceAll('"', '""')}"`);
    else this.#tokens.push(`'${item.alias.replaceAll("'", "''")}'`);
  }

  #value(value: Value): void {
    switch (value.kind) {
      case 'field': {
        const own = this.#language === 'export-zoql' && this.#often(0.3) ? this.#query.from : undefined;
        const relation = value.relation ?? own;
        if (relation !== undefined) {
          this.#name(relation);
          this.#tokens.push('.');
        }
        this.#name(value.name);
        break;
      }
      case 'date-call':
        this.#dateCall(value);
        break;
      case 'aggregate':
        this.#word(value.name);
        this.#tokens.push('(');
        if (value.distinct) this.#word('DISTINCT');
        if (value.of) this.#value(value.of);
        else this.#tokens.push('*');
        this.#tokens.push(')');
    }
  }

  #dateCall({ name, of }: DateCall): void {
    this.#word(name);
    this.#tokens.push('(');
    if (of.kind === 'field') this.#value(of);
    else this.#tokens.push(this.#literal(of));
    this.#tokens.push(')');
  }

  #condition(condition: Condition): void {
    switch (condition.kind) {
      case 'and':
      case 'or':
        for (const [at, part] of condition.parts.entries()) {
          if (at > 0) this.#word(condition.kind);
          const looser = part.kind === 'or' || (part.kind === 'and' && condition.kind === 'and');
          this.#inner(part, looser && (condition.kind === 'and' || part.kind === 'or'));
        }
        break;
      case 'not':
        this.#word('NOT');
        this.#inner(condition.of, ['and', 'or', 'not'].includes(condition.of.kind));
        break;
      case 'compare':
        this.#operand(condition.left);
        this.#tokens.push(condition.operator === '!=' && this.#exportOften(0.3) ? '<>' : condition.operator);
        this.#operand(condition.right);
        break;
      case 'like':
        this.#operand(condition.of);
        if (condition.negated) this.#word('NOT');
        this.#word('LIKE');
        this.#tokens.push(this.#text(condition.pattern));
        break;
      case 'is-null':
        this.#operand(condition.of);
        this.#word('IS');
        if (condition.negated) this.#word('NOT');
        this.#word('NULL');
    }
  }

  #inner(condition: Condition, brackets: boolean): void {
    const written = brackets || this.#exportOften(0.15);
    if (written) this.#tokens.push('(');
    this.#condition(condition);
    if (written) this.#tokens.push(')');
  }

  #operand(operand: Operand): void {
    if (operand.kind === 'field' || operand.kind === 'date-call' || operand.kind === 'aggregate')
      this.#value(operand);
    else this.#tokens.push(this.#literal(operand));
  }

  #literal(literal: Literal): string {
    switch (literal.kind) {
      case 'text':
        return this.#text(literal.text);
      case 'number':
        return this.#maybeQuoted(literal.text);
      case 'boolean':
        return this.#maybeQuoted(this.#cased(String(literal.value)));
      case 'null':
        return this.#cased('null');
      case 'day':
        return this.#maybeQuoted(literal.day + (literal.zone ?? ''));
      case 'instant':
        return this.#maybeQuoted(literal.local + (literal.zone ?? ''));
      case 'relative':
        return this.#text(this.#relative(literal));
    }
  }

  #relative({ base, count, unit, zone }: RelativeLiteral): string {
    const amount = `${Math.abs(count)} ${unit}${this.#often(0.5) ? 's' : ''}`;
    const shift = count === 0 && this.#often(0.5) ? '' : ` ${count < 0 ? '-' : '+'} ${amount}`;
    return base + shift + (zone ? ` (${zone.written})` : '');
  }

  #maybeQuoted(text: string): string {
    return this.#often(0.5) ? text : this.#text(text);
  }

  #text(text: string): string {
    if (this.#language === 'export-zoql') return `'${text.replaceAll("'", "''")}'`;
    const quote = this.#often(0.5) ? "'" : '"';
    const escaped = text
      .replaceAll('\\', '\\\\')
      .replaceAll(quote, `\\${quote}`)
      .replaceAll('\n', this.#often(0.5) ? '\\n' : '\n');
    return quote + escaped + quote;
  }

  #list<T>(items: readonly T[], write: (item: T) => void): void {
    for (const [at, item] of items.entries()) {
      if (at > 0) this.#tokens.push(',');
      write(item);
    }
  }

  #word(...words: readonly string[]): void {
    this.#tokens.push(...words.map((word) => this.#cased(word)));
  }

  #name(name: string): void {
    this.#tokens.push(this.#often(0.6) ? name : this.#cased(name));
  }

  #cased(text: string): string {
    const way = this.#random();
    if (way < 0.3) return text.toLowerCase();
    if (way < 0.6) return text.toUpperCase();
    return [...text].map((each) => (this.#often(0.5) ? each.toLowerCase() : each.toUpperCase())).join('');
  }

  #often(share: number): boolean {
    return this.#random() < share;
  }

  #exportOften(share: number): boolean {
    return this.#language === 'export-zoql' && this.#often(share);
  }

  /** Spaces where two words meet; elsewhere as it comes, but none around the dot of a path. */
  #spaced(): string {
    let text = this.#often(0.1) ? ' \n' : '';
    for (const [at, token] of this.#tokens.entries()) {
      const before = this.#tokens[at - 1] ?? '';
      if (before !== '' && before !== '.' && token !== '.') {
        const meet = /[\w\p{L}*.+-]$/u.test(before) && /^[\w\p{L}*.+-]/u.test(token);
        text += this.#space(meet);
      }
      text += token;
    }
    return text + (this.#often(0.1) ? '\n ' : '');
  }

  #space(needed: boolean): string {
    const way = this.#random();
    if (way < 0.6) return ' ';
    if (way < 0.75) return needed ? '\n' : '';
    return ['  ', '\t', '\n', '\r\n', ' \n\t'][Math.floor(this.#random() * 5)] ?? ' ';
  }
}
