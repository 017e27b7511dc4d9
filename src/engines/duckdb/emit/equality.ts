import type { SqlType } from '../../../sql/types.ts';
import type { Emitter } from './emitter.ts';

/**
 * `a = b` as Trino has it: NaN equals nothing, of time stamps with zone only the instants count, and collections with a
 * null inside may be neither equal nor unequal, so that their parts are compared one by one.
 */
export function equality(a: string, b: string, type: SqlType, emit: Emitter): string {
  switch (type.kind) {
    case 'double':
    case 'real':
      return `(${a} = ${b} AND NOT (isnan(${a}) AND isnan(${b})))`;
    case 'timestamp with time zone':
      return type.zone === undefined ? `((${a}).t = (${b}).t)` : `(${a} = ${b})`;
    case 'row': {
      const parts = type.fields.map((field, i) =>
        equality(`(${a}).f${i + 1}`, `(${b}).f${i + 1}`, field.type, emit),
      );
      return `(${parts.join(' AND ')})`;
    }
    case 'array': {
      const pair = emit.name();
      const element = equality(`${pair}[1]`, `${pair}[2]`, type.element, emit);
      return `sluice.lists_equal(${a}, ${b}, list_transform(list_zip(${a}, ${b}), lambda ${pair}: ${element}))`;
    }
    case 'map': {
      const key = emit.name();
      const value = equality(`(${a})[${key}]`, `(${b})[${key}]`, type.value, emit);
      return `sluice.maps_equal(${a}, ${b}, list_transform(map_keys(${a}), lambda ${key}: map_contains(${b}, ${key}) AND ${value}))`;
    }
    default:
      return `(${a} = ${b})`;
  }
}
