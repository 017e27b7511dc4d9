import { canCoerce, commonSuperType, isComparable, isOrderable } from '../coercion.ts';
import { asDecimal, decimalSuperType } from '../decimal.ts';
import { sameType } from '../same-type.ts';
import type { SqlType } from '../types.ts';
import type { Signature } from './signature.ts';
import { type Bindings, instantiate, type TypePattern, typePattern } from './type-pattern.ts';

/** An argument as resolution sees it: a type, or a lambda whose result depends on what its parameters are. */
export type Argument =
  | { readonly kind: 'value'; readonly type: SqlType }
  | {
      readonly kind: 'lambda';
      readonly arity: number;
      /** Types the body. May throw what is wrong with it. */
      readonly resultFor: (params: readonly SqlType[]) => SqlType;
    };

export interface Resolution {
  readonly signature: Signature;
  /** What each argument must be coerced to; a function type for a lambda. */
  readonly params: readonly SqlType[];
  readonly result: SqlType;
}

/**
 * Trino's overload resolution: an exact fit without variables, then with them, then with coercions, where the most
 * specific candidate wins. `undefined`: no candidate fits, or none is the most specific.
 */
export function resolveFunction(
  candidates: readonly Signature[],
  args: readonly Argument[],
): Resolution | undefined {
  const plain = candidates.filter((candidate) => !isGeneric(candidate));
  const generic = candidates.filter(isGeneric);
  for (const group of [plain, generic]) {
    const exact = group.flatMap((candidate) => bind(candidate, args, false) ?? []);
    const [only] = exact;
    if (only) return exact.length === 1 ? only : mostSpecific(exact);
  }
  return mostSpecific(candidates.flatMap((candidate) => bind(candidate, args, true) ?? []));
}

/** A signature as Trino prints it among the expected ones: `contains(array(T), T) T`. */
export function describeSignature(signature: Signature): string {
  const variables = new Map<string, string>();
  const params = signature.params.map((param) => {
    for (const [, name = '', demand] of param.matchAll(/\b([A-Z][A-Z0-9]?)(?::(comparable|orderable))?\b/g)) {
      if (!variables.has(name) || demand) variables.set(name, demand ? `${name}:${demand}` : name);
    }
    return param.replaceAll(/:(comparable|orderable)/g, '');
  });
  const list = [...variables.values()].join(', ');
  return `${signature.name}(${params.join(', ')})${list && ` ${list}`}`;
}

function isGeneric(signature: Signature): boolean {
  return signature.variadic === true || signature.params.some((param) => hasVariable(typePattern(param)));
}

function hasVariable(pattern: TypePattern): boolean {
  if (pattern.kind === 'variable') return true;
  if (pattern.kind === 'function') return [...pattern.params, pattern.result].some(hasVariable);
  return pattern.args.some((arg) => typeof arg === 'string' || (typeof arg === 'object' && hasVariable(arg)));
}

function mostSpecific(fits: readonly Resolution[]): Resolution | undefined {
  const [only] = fits;
  if (fits.length <= 1) return only;
  const best = fits.find((fit) => fits.every((other) => isAtLeastAsSpecific(fit, other)));
  if (best) return best;
  // NULL fits everything: it does not matter which one is called where all give the same type.
  return only && fits.every((fit) => sameType(fit.result, only.result)) ? only : undefined;
}

/** Whether the other candidate would take the types this one takes. */
function isAtLeastAsSpecific(a: Resolution, b: Resolution): boolean {
  const args = a.params.map(
    (type): Argument =>
      type.kind === 'function'
        ? { kind: 'lambda', arity: type.params.length, resultFor: () => type.result }
        : { kind: 'value', type },
  );
  return a === b || bind(b.signature, args, true) !== undefined;
}

/** Parameters for as many arguments as there are; `undefined`: the number does not fit. */
function patternsFor(signature: Signature, count: number): readonly TypePattern[] | undefined {
  const patterns = signature.params.map(typePattern);
  if (!signature.variadic) return patterns.length === count ? patterns : undefined;
  const last = patterns.at(-1);
  if (last === undefined || count < patterns.length - 1) return undefined;
  return [...patterns.slice(0, -1), ...Array<TypePattern>(count - patterns.length + 1).fill(last)];
}

/** Rounds after which variables bound through each other's lambdas must have settled. */
const MAX_LAMBDA_ROUNDS = 4;

function bind(signature: Signature, args: readonly Argument[], coerce: boolean): Resolution | undefined {
  const patterns = patternsFor(signature, args.length);
  if (patterns === undefined) return undefined;
  const binder = new Binder(coerce);
  for (const [i, pattern] of patterns.entries()) {
    const arg = args[i];
    if (arg === undefined || (arg.kind === 'lambda') !== (pattern.kind === 'function')) return undefined;
    if (arg.kind === 'value' && !binder.unify(pattern, arg.type)) return undefined;
    if (arg.kind === 'lambda' && pattern.kind === 'function' && arg.arity !== pattern.params.length) {
      return undefined;
    }
  }
  for (let round = 0; round < MAX_LAMBDA_ROUNDS; round += 1) {
    const before = binder.size();
    for (const [i, pattern] of patterns.entries()) {
      const arg = args[i];
      if (arg?.kind !== 'lambda' || pattern.kind !== 'function') continue;
      const params = pattern.params.map((param) => instantiate(param, binder.bindings));
      if (params.some((param) => param === undefined)) continue;
      const result = arg.resultFor(params as SqlType[]);
      if (!binder.unify(pattern.result, result, true)) return undefined;
    }
    if (binder.size() === before) break;
  }
  return finish(signature, patterns, args, binder);
}

function finish(
  signature: Signature,
  patterns: readonly TypePattern[],
  args: readonly Argument[],
  binder: Binder,
): Resolution | undefined {
  const params: SqlType[] = [];
  for (const [i, pattern] of patterns.entries()) {
    const param = instantiate(pattern, binder.bindings);
    const arg = args[i];
    if (param === undefined || arg === undefined) return undefined;
    if (arg.kind === 'value') {
      const fits = binder.coerce ? canCoerce(arg.type, param) : sameType(arg.type, param);
      if (!fits) return undefined;
      // The zone of an argument is known better than its pattern says.
      params.push(sameType(arg.type, param) ? arg.type : param);
    } else {
      // What a lambda gives is not coerced, as in Trino.
      if (param.kind !== 'function' || !sameType(arg.resultFor(param.params), param.result)) return undefined;
      params.push(param);
    }
  }
  if (!binder.meetsDemands()) return undefined;
  const { returns } = signature;
  const result =
    typeof returns === 'function'
      ? returns(params)
      : withZoneOf(instantiate(typePattern(returns), binder.bindings), params);
  return result && { signature, params, result };
}

/** A result pattern cannot name a zone: it is the one all zoned arguments share, as for date_trunc or date_add. */
function withZoneOf(result: SqlType | undefined, params: readonly SqlType[]): SqlType | undefined {
  if (result?.kind !== 'timestamp with time zone' || result.zone !== undefined) return result;
  const zoned = params.filter((param) => param.kind === 'timestamp with time zone');
  const [first] = zoned;
  if (first?.zone === undefined || zoned.some((param) => param.zone !== first.zone)) return result;
  return { ...result, zone: first.zone };
}

class Binder {
  readonly coerce: boolean;
  readonly #types = new Map<string, SqlType>();
  readonly #numbers = new Map<string, number>();
  readonly #demands = new Map<string, 'comparable' | 'orderable'>();

  constructor(coerce: boolean) {
    this.coerce = coerce;
  }

  get bindings(): Bindings {
    return { types: this.#types, numbers: this.#numbers };
  }

  /** Something that changes whenever a binding does. */
  size(): string {
    return JSON.stringify([[...this.#types], [...this.#numbers]]);
  }

  meetsDemands(): boolean {
    return [...this.#demands].every(([name, demand]) => {
      const type = this.#types.get(name);
      return type === undefined || (demand === 'orderable' ? isOrderable(type) : isComparable(type));
    });
  }

  /** Binds what the pattern leaves open. False: the type can never fit it. */
  unify(pattern: TypePattern, type: SqlType, coerce = this.coerce): boolean {
    if (pattern.kind === 'variable') {
      if (pattern.demand) this.#demands.set(pattern.name, pattern.demand);
      return this.#bindType(pattern.name, type, coerce);
    }
    if (pattern.kind === 'function') return false;
    if (type.kind === 'unknown') return pattern.name === 'unknown' || (coerce && this.#unifyNull(pattern));
    switch (pattern.name) {
      case 'decimal':
        return this.#unifyDecimal(pattern.args, type, coerce);
      case 'varchar':
      case 'char':
        return this.#unifyText(pattern.name, pattern.args, type, coerce);
      case 'time':
      case 'timestamp':
      case 'timestamp with time zone':
        return this.#unifyTime(pattern.name, pattern.args, type, coerce);
      case 'array':
        return type.kind === 'array' && this.#unifyArg(pattern.args[0], type.element, coerce);
      case 'map':
        return (
          type.kind === 'map' &&
          this.#unifyArg(pattern.args[0], type.key, coerce) &&
          this.#unifyArg(pattern.args[1], type.value, coerce)
        );
      case 'row':
        return (
          type.kind === 'row' &&
          type.fields.length === pattern.args.length &&
          type.fields.every((field, i) => this.#unifyArg(pattern.args[i], field.type, coerce))
        );
      default:
        return true;
    }
  }

  /** NULL is an array of NULLs, or a time stamp without fractions; a decimal it is only where nothing else fits. */
  #unifyNull(pattern: TypePattern & { kind: 'named' }): boolean {
    return pattern.args.every((arg) => {
      if (typeof arg === 'object') return this.unify(arg, { kind: 'unknown' }, true);
      const isTime = ['time', 'timestamp', 'timestamp with time zone'].includes(pattern.name);
      return typeof arg !== 'string' || !isTime || this.#bindNumber(arg, 0, true);
    });
  }

  #unifyArg(arg: TypePattern | number | string | undefined, type: SqlType, coerce: boolean): boolean {
    return typeof arg === 'object' && this.unify(arg, type, coerce);
  }

  #bindType(name: string, type: SqlType, coerce: boolean): boolean {
    const bound = this.#types.get(name);
    if (bound === undefined) {
      this.#types.set(name, type);
      return true;
    }
    if (!coerce) return sameType(bound, type);
    const common = commonSuperType(bound, type);
    if (common === undefined) return false;
    this.#types.set(name, common);
    return true;
  }

  #unifyDecimal(args: readonly unknown[], type: SqlType, coerce: boolean): boolean {
    const given = coerce ? asDecimal(type) : type;
    if (given?.kind !== 'decimal') return false;
    const [p, s] = args;
    if (typeof p !== 'string' || typeof s !== 'string') return true;
    const precision = this.#numbers.get(p);
    const scale = this.#numbers.get(s);
    const bound =
      precision === undefined || scale === undefined
        ? given
        : decimalSuperType({ kind: 'decimal', precision, scale }, given);
    this.#numbers.set(p, bound.precision);
    this.#numbers.set(s, bound.scale);
    return true;
  }

  #unifyText(name: 'varchar' | 'char', args: readonly unknown[], type: SqlType, coerce: boolean): boolean {
    // Of the two, a call with text that has no overload for it takes the one for varchar.
    if (type.kind !== name) return false;
    const [length] = args;
    if (typeof length !== 'string') return true;
    return type.length === undefined || this.#bindNumber(length, type.length, coerce);
  }

  #unifyTime(name: string, args: readonly unknown[], type: SqlType, coerce: boolean): boolean {
    if (type.kind !== name && !(coerce && (type.kind === 'date' || type.kind === 'timestamp'))) return false;
    const [precision] = args;
    if (typeof precision !== 'string') return true;
    return this.#bindNumber(precision, 'precision' in type ? type.precision : 0, coerce);
  }

  #bindNumber(name: string, value: number, coerce: boolean): boolean {
    const bound = this.#numbers.get(name);
    if (bound !== undefined && !coerce) return bound === value;
    this.#numbers.set(name, Math.max(bound ?? 0, value));
    return true;
  }
}
