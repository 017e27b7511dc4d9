import type { SqlType } from './types.ts';

/** Whether two types are one and the same. The zone of a time stamp is not part of its identity. */
export function sameType(a: SqlType, b: SqlType): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case 'decimal':
      return b.kind === 'decimal' && a.precision === b.precision && a.scale === b.scale;
    case 'varchar':
    case 'char':
      return b.kind === a.kind && a.length === b.length;
    case 'time':
    case 'timestamp':
    case 'timestamp with time zone':
      return b.kind === a.kind && a.precision === b.precision;
    case 'array':
      return b.kind === 'array' && sameType(a.element, b.element);
    case 'map':
      return b.kind === 'map' && sameType(a.key, b.key) && sameType(a.value, b.value);
    case 'row':
      return (
        b.kind === 'row' &&
        a.fields.length === b.fields.length &&
        a.fields.every((field, i) => {
          const other = b.fields[i];
          return (
            other !== undefined &&
            field.name?.toLowerCase() === other.name?.toLowerCase() &&
            sameType(field.type, other.type)
          );
        })
      );
    case 'function':
      return (
        b.kind === 'function' &&
        a.params.length === b.params.length &&
        a.params.every((param, i) => {
          const other = b.params[i];
          return other !== undefined && sameType(param, other);
        }) &&
        sameType(a.result, b.result)
      );
    default:
      return a.kind === b.kind;
  }
}
