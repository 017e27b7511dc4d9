import type { CatalogueField } from '../../ports/catalogue.ts';
import { findField } from '../../tenant/catalogue/catalogue.ts';
import type { LoadableObject } from './loadable-object.ts';
import type { FileType, JobType } from './names.ts';
import { OBJECT_RULES } from './object-rules.ts';

type Listed = LoadableObject & { readonly objectType: string };

/** An object in the list of those that can be loaded, as the tutorials show it (bulk-data.md §1). */
export function objectView({ objectType, object, jobTypes }: Listed, fileType: FileType): object {
  if (fileType === 'jsonl')
    return {
      objectName: object.name,
      objectType,
      actionsSupported: jobTypes.map((type) => type.toLowerCase()),
    };
  const can = (type: JobType): boolean => jobTypes.includes(type);
  return {
    value: objectType,
    label: object.label,
    objectType: object.name,
    canDelete: can('Delete'),
    canUpdate: can('Update'),
    canImport: can('Import'),
    cancellable: can('Cancel'),
    createPermissions: [],
    updatePermissions: [],
    deletePermissions: [],
    importDataDictionaryUrl: '',
    updateDataDictionaryUrl: '',
  };
}

/** Forms of values by type; what a text must match. */
const FORMS: Readonly<Record<CatalogueField['type'], { readonly type: string; readonly regex: string }>> = {
  text: { type: 'string', regex: '.*' },
  picklist: { type: 'string', regex: '.*' },
  boolean: { type: 'boolean', regex: '^(true|false)$' },
  integer: { type: 'number', regex: '^-?\\d+$' },
  decimal: { type: 'number', regex: '^-?\\d+(\\.\\d+)?$' },
  date: { type: 'string', regex: '^\\d{4}-\\d{2}-\\d{2}$' },
  datetime: { type: 'string', regex: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}' },
};

/** The server gives these. */
const GIVEN = ['CreatedById', 'CreatedDate', 'UpdatedById', 'UpdatedDate'];

/** What a file may and has to bring for each field, by its name. */
export function fieldRules({ object }: LoadableObject, jobType: JobType): Readonly<Record<string, object>> {
  const withId = jobType !== 'Import';
  const required = withId ? [['Id']] : (OBJECT_RULES[object.name]?.required ?? []);
  const alone = required.flatMap((names) => {
    const here = names.filter((name) => findField(object, name) !== undefined);
    return here.length === 1 ? here : [];
  });
  const fields = object.fields.filter(({ name }) => {
    if (jobType === 'Delete' || jobType === 'Cancel') return name === 'Id';
    return !GIVEN.includes(name) && (name !== 'Id' || withId);
  });
  return Object.fromEntries(fields.map((field) => [field.name, ruleOf(field, alone.includes(field.name))]));
}

function ruleOf({ type, options }: CatalogueField, required: boolean): object {
  const form = FORMS[type];
  const regex = options.length > 0 ? `^(${options.map(escaped).join('|')})$` : form.regex;
  return { type: form.type, regex, required };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
