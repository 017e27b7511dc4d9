import type { Session } from './session.ts';
import type { SourceField } from './source.ts';

/** `BillToContact.WorkEmail`, whatever case it was asked in (aqua.md §5.5). */
export function fieldName({ owner, field }: Pick<SourceField, 'field' | 'owner'>): string {
  return `${owner.name}.${field.name}`;
}

/** A field's header in the form that was asked for: `Bill To: Work Email` is the other one. */
export function fieldHeader(of: SourceField, { extract }: Session): string {
  return extract.labels === 'names' ? fieldName(of) : `${of.owner.label}: ${of.field.label}`;
}
