import { describe, expect, it } from 'vitest';
import { resolveChoices } from '../../../src/config/choices.ts';
import { type BulkRequest, readCreate } from '../../../src/families/bulk-data/create-body.ts';
import { BulkRefusal } from '../../../src/families/bulk-data/errors.ts';
import { OBJECT_TYPES } from '../../../src/families/bulk-data/object-types.ts';
import { baseCatalogue } from '../../../src/tenant/catalogue/base-catalogue.ts';
import { makeCatalogue } from '../../../src/tenant/catalogue/catalogue.ts';

const [account] = baseCatalogue();
if (account === undefined) throw new Error('no objects');
const vehicle = { ...account, name: 'Vehicle', table: 'default__vehicle' };
const catalogue = makeCatalogue([...baseCatalogue(), vehicle], 1);

const LEAST = { name: 'May accounts', objectType: 'account' };
function read(body: unknown, chosen: Readonly<Record<string, string>> = {}, admin = true): BulkRequest {
  return readCreate(body, { catalogue, admin, choices: resolveChoices('dev', chosen, 'test') });
}

/** Status, and category and text of each reason. */
function refused(body: unknown, chosen?: Readonly<Record<string, string>>, admin?: boolean) {
  try {
    read(body, chosen, admin);
  } catch (error) {
    if (!(error instanceof BulkRefusal)) throw error;
    return [error.status, ...error.reasons.map(({ category, message }) => `${category} ${message}`)];
  }
  return 'taken';
}

describe('a create as it is understood', () => {
  it('needs a name and an object; all else has its default', () => {
    expect(read(LEAST)).toEqual({
      ...LEAST,
      object: expect.objectContaining({ name: 'Account' }),
      jobType: 'Import',
      fileType: 'csv',
      delimiter: ',',
      isCustomObject: false,
      namespace: 'default',
    });
  });

  it.each([
    ['Account', 'IMPORT', 'CSV'],
    ['ACCOUNT', 'import', 'Csv'],
  ])('takes %s, %s and %s, in any case', (objectType, jobType, fileType) => {
    expect(read({ ...LEAST, objectType, jobType, fileType })).toMatchObject({
      objectType,
      jobType: 'Import',
      fileType: 'csv',
    });
  });

  it.each([
    ['comma', ','],
    ['TAB', '\t'],
    ['pipe', '|'],
    ['semicolon', ';'],
    ['colon', ':'],
    ['caret', '^'],
    ['tilde', '~'],
    ['dot', '.'],
    ['period', '.'],
    ['\t', '\t'],
    ['^', '^'],
  ])('reads the delimiter %o', (delimiter, character) => {
    expect(read({ ...LEAST, delimiter }).delimiter).toBe(character);
  });

  it('takes the row of headers from the file, unless headers are given', () => {
    expect(read(LEAST).headers).toBeUndefined();
    expect(read({ ...LEAST, headers: ['Name'] }).headers).toEqual(['Name']);
    expect(read({ ...LEAST, headers: ['Name'], hasHeaders: true }).headers).toBeUndefined();
    expect(refused({ ...LEAST, hasHeaders: false })).toEqual([400, "22 'headers' is missing"]);
    expect(refused(LEAST, { 'bulk.headerRow': 'none' })).toEqual([400, "22 'headers' is missing"]);
    expect(read({ ...LEAST, fileType: 'jsonl', hasHeaders: false }).headers).toBeUndefined();
  });

  it('finds the fields of mappings in any case', () => {
    const mappings = [{ source: 'Company', target: 'name', type: 'string' }];
    expect(read({ ...LEAST, mappings }).mappings).toEqual([
      { source: 'Company', target: 'name', field: 'Name' },
    ]);
  });

  it('finds objects by their own names, and custom ones where it is said that they are', () => {
    expect(read({ ...LEAST, objectType: 'RatePlanCharge' }).object.name).toBe('RatePlanCharge');
    expect(read({ ...LEAST, objectType: 'vehicle', isCustomObject: true }).object.name).toBe('Vehicle');
    expect(refused({ ...LEAST, isCustomObject: true })).toEqual([
      400,
      '20 There is no custom object account',
    ]);
  });

  it('passes over what it does not know, unless told otherwise', () => {
    const body = { ...LEAST, colour: 'red', systemType: 'BILLING', description: null };
    expect(read(body)).not.toHaveProperty('colour');
    expect(refused(body, { 'bulk.unknownFields': 'refuse' })).toEqual([
      400,
      "21 'colour' is not a known field",
    ]);
  });
});

describe('a create is refused', () => {
  it.each([null, [], 'x', 1])('for a body of %o', (body) => {
    expect(refused(body)).toEqual([400, '90 The request body is not one JSON object']);
  });

  it('with a reason for each fault, what is missing first', () => {
    expect(refused({ name: 'x'.repeat(256), fileType: 'xlsx', hasHeaders: 'yes' })).toEqual([
      400,
      "22 'objectType' is missing",
      "20 'name' must have at most 255 characters",
      "20 'fileType' must be one of csv, jsonl",
      "20 'hasHeaders' must be true or false",
    ]);
  });

  it.each([
    [{ name: ' ' }, "22 'name' is missing"],
    [{ name: 5 }, "20 'name' must be a text"],
    [{ description: 'x'.repeat(256) }, "20 'description' must have at most 255 characters"],
    [{ jobType: 'Upsert' }, "20 'jobType' must be one of Import, Update, Delete, Cancel"],
    [{ headers: ['a', 'a'] }, "20 'headers' must be different texts, none of them empty"],
    [{ headers: [] }, "20 'headers' must be an array of texts"],
    [{ mappings: [{ target: 'Name' }] }, "22 'mappings[0].source' is missing"],
    [
      { mappings: [{ source: 'a', target: 'Colour' }] },
      "20 'mappings[0].target': Account has no field Colour",
    ],
    [{ mappings: [{ source: 'a', target: 'Name', type: 'array' }] }, "22 'mappings[0].arrayType' is missing"],
    [{ objectType: 'acount' }, '20 There is no objectType acount (did you mean "account"?)'],
    [
      { objectType: 'accountingperiod', jobType: 'Update' },
      '30 accountingperiod does not support jobType Update; it supports Import, Delete',
    ],
    [
      { objectType: 'bill-run' },
      '30 objectType bill-run is not served here: the catalogue has no such object',
    ],
  ])('for %o', (fields, reason) => {
    expect(refused({ ...LEAST, ...fields })).toEqual([400, reason]);
  });

  it('for a delimiter that is none', () => {
    for (const delimiter of ['', 'x', '""', 'comma,'])
      expect(refused({ ...LEAST, delimiter })).toEqual([
        400,
        expect.stringMatching(/^20 'delimiter' must be/),
      ]);
  });

  it('for two columns that fill one field', () => {
    const mappings = ['name', 'NAME'].map((target) => ({ source: target, target }));
    expect(refused({ ...LEAST, mappings })).toEqual([400, "20 'mappings[1].target': Name is mapped twice"]);
  });

  it('for a target with a blank, dot, underscore or asterisk, where that is chosen', () => {
    const mappings = [{ source: 'a', target: 'IdentityId__c' }];
    expect(read({ ...LEAST, mappings }).mappings).toHaveLength(1);
    expect(refused({ ...LEAST, mappings }, { 'bulk.strictTargets': 'on' })).toEqual([
      400,
      "20 'mappings[0].target' must not contain a blank, a dot, _ or *",
    ]);
  });

  it('for an object that only administrators see', () => {
    expect(refused({ ...LEAST, objectType: 'user' }, {}, false)).toEqual([
      403,
      '10 You do not have access to the object User',
    ]);
    expect(read({ ...LEAST, objectType: 'user' }).object.name).toBe('User');
  });
});

it('has all 51 words of the reference, and those it serves lead to an object', () => {
  expect(Object.keys(OBJECT_TYPES)).toHaveLength(51);
  for (const [word, { object, jobTypes }] of Object.entries(OBJECT_TYPES)) {
    expect(word).toBe(word.toLowerCase());
    expect(object === undefined || catalogue.object(object)?.name === object).toBe(true);
    expect(jobTypes.length > 0).toBe(object !== undefined);
  }
});
