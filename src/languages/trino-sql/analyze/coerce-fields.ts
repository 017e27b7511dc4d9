import type { Project } from '../../../sql/tree.ts';
import type { SqlType } from '../../../sql/types.ts';
import { coerce } from './coerce.ts';
import type { Field } from './scope.ts';
import type { PlannedRelation, Session } from './session.ts';

/** The relation with its columns brought to these types, in order. Columns that fit stay the same. */
export function coerceFields(
  planned: PlannedRelation,
  types: readonly SqlType[],
  session: Session,
): PlannedRelation {
  const add: Project['add'][number][] = [];
  const fields = planned.fields.map((field, i): Field => {
    const type = types[i];
    const from = { op: 'column', id: field.column.id, type: field.column.type } as const;
    const value = type === undefined ? from : coerce(from, type);
    if (value === from) return field;
    const column = session.column(value.type);
    add.push({ column, value });
    return { ...field, column };
  });
  if (add.length === 0) return planned;
  const keep = fields
    .map(({ column }) => column.id)
    .filter((id) => !add.some(({ column }) => column.id === id));
  return { relation: { op: 'project', input: planned.relation, keep: [...new Set(keep)], add }, fields };
}
