import { describe, expect, it } from 'vitest';
import { canCoerce, commonSuperType, isComparable, isOrderable } from '../../src/sql/coercion.ts';
import { decimal, decimalOperator } from '../../src/sql/decimal.ts';
import { formatType } from '../../src/sql/format-type.ts';
import { arithmetic, canCast, concatenation } from '../../src/sql/operators.ts';
import { parseType } from '../../src/sql/parse-type.ts';
import { sameType } from '../../src/sql/same-type.ts';
import type { SqlType } from '../../src/sql/types.ts';

function type(text: string): SqlType {
  const parsed = parseType(text);
  if (!parsed) throw new Error(`no type ${text}`);
  return parsed;
}

const shown = (found: SqlType | undefined): string => (found ? formatType(found) : 'none');

describe('types as text', () => {
  it.each([
    'boolean',
    'bigint',
    'decimal(18,6)',
    'varchar',
    'varchar(3)',
    'char(2)',
    'timestamp(6)',
    'timestamp(3) with time zone',
    'time(0)',
    'array(decimal(11,1))',
    'map(varchar(1), array(integer))',
    'row(a integer, varchar)',
    'interval day to second',
  ])('%s is read and printed', (text) => expect(shown(parseType(text))).toBe(text));

  it.each([
    ['int', 'integer'],
    ['VARCHAR', 'varchar'],
    ['decimal', 'decimal(38,0)'],
    ['decimal(5)', 'decimal(5,0)'],
    ['timestamp', 'timestamp(3)'],
    ['timestamp with time zone', 'timestamp(3) with time zone'],
    ['timestamp(6) without time zone', 'timestamp(6)'],
    ['char', 'char(1)'],
    ['double precision', 'double'],
  ])('%s is %s', (text, full) => expect(shown(parseType(text))).toBe(full));

  it.each(['foo', 'decimal(39,0)', 'decimal(3,4)', 'array', 'array(foo)', 'varchar(1', 'timestamp(13)', ''])(
    '%s is no type',
    (text) => expect(parseType(text)).toBeUndefined(),
  );

  it('the zone is not part of the type', () => {
    const zoned = type('timestamp(3) with time zone');
    expect(sameType(zoned, { kind: 'timestamp with time zone', precision: 3, zone: 'Asia/Seoul' })).toBe(
      true,
    );
  });
});

describe('the common type', () => {
  it.each([
    ['integer', 'bigint', 'bigint'],
    ['tinyint', 'double', 'double'],
    ['bigint', 'decimal(3,1)', 'decimal(20,1)'],
    ['integer', 'decimal(18,6)', 'decimal(18,6)'],
    ['decimal(18,6)', 'decimal(22,9)', 'decimal(22,9)'],
    ['decimal(38,0)', 'decimal(10,5)', 'decimal(38,5)'],
    ['decimal(5,2)', 'real', 'real'],
    ['varchar(3)', 'varchar(5)', 'varchar(5)'],
    ['varchar(3)', 'varchar', 'varchar'],
    ['char(3)', 'varchar(5)', 'char(5)'],
    ['date', 'timestamp(6)', 'timestamp(6)'],
    ['timestamp(0)', 'timestamp(3) with time zone', 'timestamp(3) with time zone'],
    ['unknown', 'date', 'date'],
    ['array(integer)', 'array(decimal(2,1))', 'array(decimal(11,1))'],
    ['map(integer, unknown)', 'map(bigint, varchar(1))', 'map(bigint, varchar(1))'],
    ['row(a integer, varchar(1))', 'row(b bigint, varchar(2))', 'row(bigint, varchar(2))'],
    ['varchar', 'integer', 'none'],
    ['varchar', 'date', 'none'],
    ['boolean', 'integer', 'none'],
    ['time(3)', 'timestamp(3)', 'none'],
    ['interval day to second', 'interval year to month', 'none'],
    ['row(integer)', 'row(integer, integer)', 'none'],
    ['json', 'varchar', 'none'],
  ])('of %s and %s is %s', (a, b, common) => {
    expect(shown(commonSuperType(type(a), type(b)))).toBe(common);
    expect(shown(commonSuperType(type(b), type(a)))).toBe(common);
  });

  it('of two zones has none', () => {
    const at = (zone: string): SqlType => ({ kind: 'timestamp with time zone', precision: 3, zone });
    expect(commonSuperType(at('UTC'), at('Asia/Seoul'))).toEqual({
      kind: 'timestamp with time zone',
      precision: 3,
    });
    expect(commonSuperType(at('UTC'), at('UTC'))).toEqual(at('UTC'));
  });

  it('is what may be coerced to, never the other way', () => {
    expect(canCoerce(type('varchar(3)'), type('varchar(5)'))).toBe(true);
    expect(canCoerce(type('varchar(5)'), type('varchar(3)'))).toBe(false);
    expect(canCoerce(type('bigint'), type('integer'))).toBe(false);
    expect(canCoerce(type('decimal(5,2)'), type('decimal(5,3)'))).toBe(false);
  });
});

describe('operators', () => {
  const d = (text: string) => {
    const [p = 0, s = 0] = text.split(',').map(Number);
    return decimal(p, s);
  };
  it.each([
    ['18,6', '+', '18,6', 'decimal(19,6)'],
    ['38,6', '-', '38,6', 'decimal(38,6)'],
    ['18,6', '*', '18,6', 'decimal(36,12)'],
    ['38,10', '*', '38,10', 'decimal(38,20)'],
    ['18,6', '/', '10,0', 'decimal(18,6)'],
    ['10,0', '/', '2,1', 'decimal(12,1)'],
    ['1,1', '/', '10,0', 'decimal(1,1)'],
    ['2,1', '%', '10,0', 'decimal(2,1)'],
    ['38,30', '*', '38,30', 'none'],
  ] as const)('decimal(%s) %s decimal(%s) is %s', (a, operator, b, result) => {
    expect(shown(decimalOperator(operator, d(a), d(b)))).toBe(result);
  });

  it.each([
    ['integer', '/', 'integer', 'integer'],
    ['bigint', '+', 'smallint', 'bigint'],
    ['decimal(3,1)', '+', 'double', 'double'],
    ['unknown', '*', 'integer', 'integer'],
    ['date', '-', 'date', 'interval day to second'],
    ['date', '+', 'interval year to month', 'date'],
    ['interval day to second', '+', 'timestamp(0)', 'timestamp(3)'],
    ['timestamp(6)', '-', 'interval day to second', 'timestamp(6)'],
    ['interval day to second', '/', 'integer', 'interval day to second'],
    ['interval year to month', '+', 'interval day to second', 'none'],
    ['date', '+', 'integer', 'none'],
    ['date', '*', 'interval day to second', 'none'],
    ['varchar', '+', 'varchar', 'none'],
    ['boolean', '+', 'boolean', 'none'],
  ] as const)('%s %s %s is %s', (a, operator, b, result) => {
    const typing = arithmetic(operator, type(a), type(b));
    expect(shown(typing === 'ambiguous' ? undefined : typing?.result)).toBe(result);
  });

  it.each([
    ['varchar(1)', 'varchar(2)', 'varchar'],
    ['array(integer)', 'integer', 'array(integer)'],
    ['decimal(2,1)', 'array(integer)', 'array(decimal(11,1))'],
    ['varbinary', 'varbinary', 'varbinary'],
    ['char(1)', 'varchar(2)', 'char(3)'],
    ['varchar', 'integer', 'none'],
  ])('%s || %s is %s', (a, b, result) => {
    expect(shown(concatenation(type(a), type(b))?.result)).toBe(result);
  });

  it.each([
    ['integer', 'varchar', true],
    ['varchar', 'date', true],
    ['integer', 'date', false],
    ['date', 'integer', false],
    ['boolean', 'date', false],
    ['array(integer)', 'array(varchar)', true],
    ['array(integer)', 'varchar', false],
    ['array(integer)', 'json', true],
    ['json', 'row(a integer)', true],
    ['timestamp(3)', 'time(3)', true],
    ['interval day to second', 'bigint', false],
  ])('a cast from %s to %s: %s', (a, b, possible) => {
    expect(canCast(type(a), type(b))).toBe(possible);
  });

  it('maps and JSON have no order; functions are not even equal', () => {
    expect([isComparable(type('json')), isOrderable(type('json'))]).toEqual([true, false]);
    expect(isOrderable(type('array(map(integer, integer))'))).toBe(false);
    expect(isComparable({ kind: 'function', params: [], result: { kind: 'boolean' } })).toBe(false);
  });
});
