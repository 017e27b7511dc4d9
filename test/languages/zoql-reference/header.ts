import { targetOf } from './objects.ts';
import type { DateCall, FieldValue, Item, Query, Value } from './query-ast.ts';

/** The header with `useQueryLabels` (aqua.md §5.5); `undefined` where it does not say. */
export function headerOf({ from, items }: Query): readonly (string | undefined)[] {
  const fieldName = ({ relation, name }: FieldValue) => `${relation ?? from}.${name}`;
  const argument = (of: DateCall['of']) => (of.kind === 'field' ? fieldName(of) : undefined);
  const valueName = (value: Value): string | undefined => {
    if (value.kind === 'field') return fieldName(value);
    if (value.kind === 'aggregate')
      return value.distinct ? undefined : `${value.name}(${value.of ? fieldName(value.of) : '*'})`;
    const of = argument(value.of);
    return of === undefined ? undefined : `${value.name}(${of})`;
  };
  return items.flatMap((item: Item): readonly (string | undefined)[] => {
    if (item.kind === 'all') {
      return targetOf(from, item.relation)
        .fields.filter(({ contexts }) => contexts.includes('export'))
        .map(({ name }) => `${item.relation ?? from}.${name}`);
    }
    const name = valueName(item.value);
    return [item.alias?.toLowerCase() === name?.toLowerCase() ? name : (item.alias ?? name)];
  });
}
