import type { OpenAPIV3_1 as V3 } from 'openapi-types';
import { schemaRef } from '../../platform/openapi/api-part.ts';
import { JOB_TYPES } from './names.ts';
import { STATUSES } from './status.ts';

const TEXT = { type: 'string' } satisfies V3.SchemaObject;
const SHORT = { type: 'string', maxLength: 255 } satisfies V3.SchemaObject;
const ID = { type: 'string', format: 'uuid' } satisfies V3.SchemaObject;
const COUNT = { type: 'integer', minimum: 0 } satisfies V3.SchemaObject;
const TIME = {
  type: ['string', 'integer'],
  description: 'ISO 8601, UTC, whole seconds; seconds since 1970 with `--choice bulk.epochSeconds=on`',
} satisfies V3.SchemaObject;
const FLAG = { type: 'boolean' } satisfies V3.SchemaObject;
const STATUS = { enum: [...STATUSES] };
const JOB_TYPE = { enum: [...JOB_TYPES] };

/** What a create and a submit answer of an upload. */
const UPLOAD = {
  uploadRequest: {
    type: 'object',
    description: 'POST `multipart/form-data` to `uri` with every field as it is, and `file` last',
    required: ['uri', 'fields'],
    properties: { uri: TEXT, fields: { type: 'object', additionalProperties: TEXT } },
  },
  uploadUrl: { type: 'string', description: 'Or PUT the bytes there' },
} satisfies Record<string, V3.SchemaObject>;

/** Shapes of bulk data (bulk-data.md §2.1, §5). */
export const bulkSchemas: Readonly<Record<string, V3.SchemaObject>> = {
  BulkCreate: {
    type: 'object',
    required: ['name', 'objectType'],
    properties: {
      name: SHORT,
      objectType: {
        type: 'string',
        description:
          'One of the words of the reference, or the name of an object of the catalogue, in any case',
      },
      description: SHORT,
      jobType: { ...JOB_TYPE, default: 'Import', description: 'What becomes of the records, in any case' },
      fileType: { enum: ['csv', 'jsonl'], default: 'csv', description: '`csv`: any delimited file' },
      delimiter: {
        type: 'string',
        default: ',',
        description: 'comma, tab, pipe, semicolon, colon, caret, tilde, dot, or the character itself',
      },
      hasHeaders: { ...FLAG, description: 'When absent: whether no `headers` are given' },
      headers: { type: 'array', items: TEXT, description: 'Of a file without a row of them' },
      rowIdHeader: { type: 'string', description: 'Column with the ids of the records; when absent, `Id`' },
      mappings: {
        type: 'array',
        description: 'When absent each column fills the field of its name, in any case',
        items: {
          type: 'object',
          required: ['source', 'target'],
          properties: {
            source: { ...TEXT, description: 'Column' },
            target: { ...TEXT, description: 'Field' },
            type: { enum: ['array', 'string', 'number', 'boolean'] },
            arrayType: { enum: ['string', 'number', 'boolean'] },
          },
        },
      },
      isCustomObject: { ...FLAG, default: false },
      customObjectNamespace: { type: 'string', default: 'default' },
    },
  },
  BulkCreated: {
    type: 'object',
    required: ['id', 'status', 'jobType'],
    properties: { id: ID, ...UPLOAD, status: STATUS, jobType: JOB_TYPE },
  },
  BulkStopped: {
    type: 'object',
    required: ['id', 'status'],
    properties: { id: ID, status: STATUS },
    additionalProperties: false,
  },
  BulkSummary: {
    type: 'object',
    description: 'Keys that do not apply are absent, never null.',
    required: [
      'id',
      'name',
      'createdAt',
      'createdBy',
      'status',
      'rowsSucceeded',
      'rowsFailed',
      'lastUpdatedAt',
      'objectType',
      'jobType',
      'isCustomObject',
      'customObjectNamespace',
      'dataSourceType',
      'systemType',
      'fileType',
    ],
    properties: {
      id: ID,
      name: TEXT,
      description: TEXT,
      createdAt: TIME,
      createdBy: TEXT,
      submittedAt: TIME,
      submittedBy: TEXT,
      status: STATUS,
      rowCount: { ...COUNT, description: 'Records of the file, once it was read' },
      rowsSucceeded: COUNT,
      rowsFailed: COUNT,
      lastUpdatedAt: TIME,
      failureReason: { type: 'string', description: 'Only when failed' },
      objectType: { type: 'string', description: 'As sent' },
      jobType: JOB_TYPE,
      isCustomObject: FLAG,
      customObjectNamespace: TEXT,
      dataSourceType: { enum: ['UserUpload'] },
      systemType: { enum: ['BILLING', 'Billing'] },
      fileType: { enum: ['csv', 'jsonl'] },
    },
    additionalProperties: false,
  },
  BulkSummaries: {
    type: 'object',
    required: ['data'],
    properties: {
      data: { type: 'array', items: schemaRef('BulkSummary') },
      nextPageCursor: { type: 'string', description: 'Absent on the last page' },
    },
  },
  BulkDownloads: {
    type: 'object',
    description: 'Signed links, which work for `bulk.linkLife` and need no credentials.',
    required: ['jobId', 'status', 'delimiter'],
    properties: {
      jobId: ID,
      status: STATUS,
      sourceFile: { type: 'string', description: 'What was uploaded' },
      errorRowsFile: { type: 'string', description: 'Rows that failed, each with its reason; loads again' },
      successRowsFile: { type: 'string', description: 'Rows that worked, with the ids of their records' },
      delimiter: TEXT,
    },
  },
  BulkMappings: {
    type: 'object',
    required: ['mappings'],
    properties: {
      mappings: {
        type: 'array',
        items: { type: 'object', required: ['field', 'column'], properties: { field: TEXT, column: TEXT } },
      },
    },
  },
  BulkObject: {
    type: 'object',
    description: 'As the path has it: for CSV `value` and what can be done, for JSON `actionsSupported`.',
    required: ['objectType'],
    properties: {
      objectName: TEXT,
      objectType: TEXT,
      actionsSupported: { type: 'array', items: TEXT },
      value: TEXT,
      label: TEXT,
      canDelete: FLAG,
      canUpdate: FLAG,
      canImport: FLAG,
      cancellable: FLAG,
      createPermissions: { type: 'array', items: TEXT },
      updatePermissions: { type: 'array', items: TEXT },
      deletePermissions: { type: 'array', items: TEXT },
      importDataDictionaryUrl: TEXT,
      updateDataDictionaryUrl: TEXT,
    },
  },
  BulkFieldRule: {
    type: 'object',
    required: ['type', 'regex', 'required'],
    properties: { type: { enum: ['string', 'number', 'boolean'] }, regex: TEXT, required: FLAG },
  },
};
