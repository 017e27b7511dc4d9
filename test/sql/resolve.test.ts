import { describe, expect, it } from 'vitest';
import { formatType } from '../../src/sql/format-type.ts';
import { type Argument, describeSignature, resolveFunction } from '../../src/sql/functions/resolve.ts';
import type { Signature } from '../../src/sql/functions/signature.ts';
import { parseType } from '../../src/sql/parse-type.ts';
import type { SqlType } from '../../src/sql/types.ts';

function signature(params: string, returns: Signature['returns'], variadic = false): Signature {
  return {
    name: 'f',
    kind: 'scalar',
    params: params
      .split(';')
      .map((param) => param.trim())
      .filter(Boolean),
    returns,
    ...(variadic ? { variadic } : {}),
  };
}

function value(text: string): Argument {
  const type = parseType(text);
  if (!type) throw new Error(`no type ${text}`);
  return { kind: 'value', type };
}

/** `(integer, bigint) → double` for the overload that was chosen. */
function resolved(candidates: readonly Signature[], ...args: readonly (string | Argument)[]): string {
  const found = resolveFunction(
    candidates,
    args.map((arg) => (typeof arg === 'string' ? value(arg) : arg)),
  );
  return found ? `(${found.params.map(formatType).join(', ')}) → ${formatType(found.result)}` : 'none';
}

const NUMBERS = ['bigint', 'double', 'real', 'decimal(p,s)'].map((type) => signature(type, type));

describe('overloads', () => {
  it.each([
    ['bigint', '(bigint) → bigint'],
    ['integer', '(bigint) → bigint'],
    ['real', '(real) → real'],
    ['decimal(5,2)', '(decimal(5,2)) → decimal(5,2)'],
    ['varchar', 'none'],
  ])('%s takes %s', (arg, outcome) => expect(resolved(NUMBERS, arg)).toBe(outcome));

  it('need the right number of arguments', () => expect(resolved(NUMBERS)).toBe('none'));

  it('of NULL are chosen where one is the most specific', () => {
    expect(resolved([signature('integer', 'integer'), signature('bigint', 'bigint')], 'unknown')).toBe(
      '(integer) → integer',
    );
    expect(resolved([signature('date', 'date'), signature('bigint', 'bigint')], 'unknown')).toBe('none');
    expect(resolved([signature('date', 'bigint'), signature('boolean', 'bigint')], 'unknown')).toBe(
      '(date) → bigint',
    );
  });
});

describe('variables', () => {
  it('agree after coercion', () => {
    const same = [signature('T; T', 'T')];
    expect(resolved(same, 'integer', 'decimal(3,1)')).toBe('(decimal(11,1), decimal(11,1)) → decimal(11,1)');
    expect(resolved(same, 'integer', 'varchar')).toBe('none');
    expect(resolved(same, 'unknown', 'date')).toBe('(date, date) → date');
  });

  it('reach into collections', () => {
    expect(resolved([signature('array(T); T', 'boolean')], 'array(integer)', 'bigint')).toBe(
      '(array(bigint), bigint) → boolean',
    );
    expect(resolved([signature('map(K,V)', 'array(V)')], 'map(integer, varchar(2))')).toBe(
      '(map(integer, varchar(2))) → array(varchar(2))',
    );
  });

  it('of numbers carry lengths and precisions', () => {
    expect(resolved([signature('varchar(n)', 'varchar(n)')], 'varchar(7)')).toBe('(varchar(7)) → varchar(7)');
    expect(resolved([signature('varchar(n)', 'varchar(n)')], 'varchar')).toBe('(varchar) → varchar');
    expect(
      resolved([signature('decimal(p,s); decimal(p,s)', 'decimal(p,s)')], 'decimal(5,2)', 'integer'),
    ).toBe('(decimal(12,2), decimal(12,2)) → decimal(12,2)');
    expect(resolved([signature('timestamp(p)', 'date')], 'date')).toBe('(timestamp(0)) → date');
  });

  it('may have to be orderable', () => {
    expect(resolved([signature('T:orderable', 'T')], 'json')).toBe('none');
    expect(resolved([signature('T:comparable', 'T')], 'json')).toBe('(json) → json');
  });

  it('repeat in the last parameter', () => {
    const many = [signature('T', 'T', true)];
    expect(resolved(many, 'integer', 'bigint', 'smallint')).toBe('(bigint, bigint, bigint) → bigint');
    expect(resolved([signature('varchar; varchar', 'varchar', true)], 'varchar')).toBe('(varchar) → varchar');
  });
});

describe('lambdas', () => {
  const lambda = (arity: number, resultFor: (params: readonly SqlType[]) => SqlType): Argument => ({
    kind: 'lambda',
    arity,
    resultFor,
  });
  const bigint: SqlType = { kind: 'bigint' };

  it('are typed from the other arguments', () => {
    const transform = [signature('array(T); function(T,U)', 'array(U)')];
    expect(
      resolved(
        transform,
        'array(integer)',
        lambda(1, ([type]) => ({ kind: 'array', element: type ?? bigint })),
      ),
    ).toBe('(array(integer), function(integer,array(integer))) → array(array(integer))');
    expect(
      resolved(
        transform,
        'array(integer)',
        lambda(2, () => bigint),
      ),
    ).toBe('none');
    expect(
      resolved(
        transform,
        'integer',
        lambda(1, () => bigint),
      ),
    ).toBe('none');
    expect(resolved(transform, 'array(integer)', 'integer')).toBe('none');
  });

  it('must give what is wanted', () => {
    const filter = [signature('array(T); function(T,boolean)', 'array(T)')];
    expect(
      resolved(
        filter,
        'array(integer)',
        lambda(1, () => bigint),
      ),
    ).toBe('none');
  });

  it('widen a state that grows', () => {
    const reduce = [signature('array(T); S; function(S,T,S); function(S,R)', 'R')];
    const step = lambda(2, () => bigint);
    const last = lambda(1, ([state]) => state ?? bigint);
    expect(resolved(reduce, 'array(bigint)', 'integer', step, last)).toBe(
      '(array(bigint), bigint, function(bigint,bigint,bigint), function(bigint,bigint)) → bigint',
    );
  });
});

describe('zones', () => {
  it('of an argument are those of a result of the same family', () => {
    const found = resolveFunction(
      [signature('varchar; timestamp(p) with time zone', 'timestamp(p) with time zone')],
      [
        value('varchar(3)'),
        { kind: 'value', type: { kind: 'timestamp with time zone', precision: 3, zone: 'UTC' } },
      ],
    );
    expect(found?.result).toEqual({ kind: 'timestamp with time zone', precision: 3, zone: 'UTC' });
  });
});

it('a signature is printed as Trino prints it', () => {
  expect(describeSignature(signature('array(T:comparable); T', 'boolean'))).toBe(
    'f(array(T), T) T:comparable',
  );
  expect(describeSignature(signature('decimal(p,s)', 'bigint'))).toBe('f(decimal(p,s))');
  expect(describeSignature(signature('array(T); function(T,U)', 'array(U)'))).toBe(
    'f(array(T), function(T,U)) T, U',
  );
});
