import type { Choices } from '../../config/choices.ts';
import type { CatalogueObject } from '../../ports/catalogue.ts';
import { type Catalogue, findField } from '../../tenant/catalogue/catalogue.ts';
import { CreateFields } from './create-fields.ts';
import { DELIMITER_ALLOWED, delimiterOf } from './delimiter.ts';
import { bulkRefusal } from './errors.ts';
import { loadableObject } from './loadable-object.ts';
import { type FileType, JOB_TYPES, type JobType } from './names.ts';

/** A create as understood. */
export interface BulkRequest {
  readonly name: string;
  readonly description?: string;
  /** As sent. */
  readonly objectType: string;
  readonly object: CatalogueObject;
  readonly jobType: JobType;
  readonly fileType: FileType;
  readonly delimiter: string;
  /** Of a CSV file without a row of them. */
  readonly headers?: readonly string[];
  readonly rowIdHeader?: string;
  readonly mappings?: readonly BulkMapping[];
  readonly isCustomObject: boolean;
  readonly namespace: string;
}

export interface BulkMapping {
  readonly source: string;
  /** As sent. */
  readonly target: string;
  /** The catalogue's name of it. */
  readonly field: string;
}

export interface CreateRules {
  readonly catalogue: Catalogue;
  readonly admin: boolean;
  readonly choices: Choices;
}

const TYPES = ['array', 'string', 'number', 'boolean'] as const;
const ITEM_TYPES = ['string', 'number', 'boolean'] as const;
/** What a reader may send back, and what changes nothing here (bulk-data.md §2.1). */
const PASSED_OVER = ['dataSourceType', 'systemType', 'id', 'status'];

/**
 * Checks the body of a create (bulk-data.md §2.1): every fault at once, unknown fields ignored (or a fault, by choice), null
 * as if absent.
 * @throws Refusal 400, 403
 */
export function readCreate(body: unknown, rules: CreateRules): BulkRequest {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw bulkRefusal('notJson');
  const { choices } = rules;
  const fields = new CreateFields(body as Record<string, unknown>);
  const name = fields.needed('name');
  const objectType = fields.needed('objectType');
  const description = fields.text('description');
  const jobType = fields.oneOf('jobType', JOB_TYPES) ?? 'Import';
  const fileType = fields.oneOf('fileType', ['csv', 'jsonl']) ?? 'csv';
  const delimiter = readDelimiter(fields);
  const headers = readHeaders(fields, fileType, choices);
  const rowIdHeader = fields.text('rowIdHeader');
  const mappings = fields.objects('mappings')?.map((mapping) => readMapping(mapping, choices));
  const isCustomObject = fields.boolean('isCustomObject') ?? false;
  const namespace = fields.text('customObjectNamespace') ?? 'default';
  if (choices['bulk.unknownFields'] === 'refuse') fields.known(PASSED_OVER);
  fields.finish();

  const found = loadableObject({ objectType, isCustomObject, namespace }, rules.catalogue, rules.admin);
  if ('unknown' in found) throw bulkRefusal('badValue', { fault: found.unknown });
  const { object, jobTypes } = found;
  if (!jobTypes.includes(jobType))
    throw bulkRefusal('unsupported', { objectType, jobType, supported: jobTypes.join(', ') });
  const resolved = mappings && resolveTargets(mappings, object, fields);
  fields.finish();
  return {
    name,
    ...(description !== undefined && { description }),
    objectType,
    object,
    jobType,
    fileType,
    delimiter,
    ...(headers !== undefined && { headers }),
    ...(rowIdHeader !== undefined && { rowIdHeader }),
    ...(resolved !== undefined && { mappings: resolved }),
    isCustomObject,
    namespace,
  };
}

function readDelimiter(fields: CreateFields): string {
  const text = fields.text('delimiter');
  if (text === undefined) return ',';
  const found = delimiterOf(text);
  if (found === undefined) fields.bad('delimiter', `must be one of ${DELIMITER_ALLOWED}`);
  return found ?? ',';
}

/**
 * The names of the columns, where the file has no row of them. Zuora documents `hasHeaders: false` as the default, and its
 * own tutorials send files with a row of headers without a word (bulk-data.md §2.1).
 */
function readHeaders(
  fields: CreateFields,
  fileType: FileType,
  choices: Choices,
): readonly string[] | undefined {
  const headers = fields.texts('headers');
  const byDefault = choices['bulk.headerRow'] === 'none' ? false : headers === undefined;
  const hasHeaders = fields.boolean('hasHeaders') ?? byDefault;
  if (fileType === 'jsonl' || hasHeaders) return undefined;
  if (headers === undefined && fields.given('headers') === undefined) fields.missing('headers');
  if (headers?.some((header) => header.trim() === '') || new Set(headers).size !== (headers?.length ?? 0))
    fields.bad('headers', 'must be different texts, none of them empty');
  return headers;
}

/** The product bans these in a target, which would shut out custom fields (bulk-data.md §2.1). */
const BANNED = /[ ._*]/;

function readMapping(fields: CreateFields, choices: Choices): Omit<BulkMapping, 'field'> {
  const source = fields.needed('source');
  const target = fields.needed('target');
  const type = fields.oneOf('type', TYPES);
  const itemType = fields.oneOf('arrayType', ITEM_TYPES);
  if (type === 'array' && itemType === undefined && fields.given('arrayType') === undefined)
    fields.missing('arrayType');
  if (choices['bulk.strictTargets'] === 'on' && BANNED.test(target))
    fields.bad('target', 'must not contain a blank, a dot, _ or *');
  return { source, target };
}

function resolveTargets(
  mappings: readonly Omit<BulkMapping, 'field'>[],
  object: CatalogueObject,
  fields: CreateFields,
): readonly BulkMapping[] {
  const taken = new Set<string>();
  return mappings.map(({ source, target }, at) => {
    const field = findField(object, target)?.name;
    if (field === undefined)
      fields.fault(`'mappings[${at}].target': ${object.name} has no field ${target.slice(0, 64)}`);
    else if (taken.has(field)) fields.fault(`'mappings[${at}].target': ${field} is mapped twice`);
    taken.add(field ?? '');
    return { source, target, field: field ?? '' };
  });
}
