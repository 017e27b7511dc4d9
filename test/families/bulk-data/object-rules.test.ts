import { describe, expect, it } from 'vitest';
import { OBJECT_RULES } from '../../../src/families/bulk-data/object-rules.ts';
import { OBJECT_TYPES } from '../../../src/families/bulk-data/object-types.ts';
import { baseCatalogue } from '../../../src/tenant/catalogue/base-catalogue.ts';
import { findField, makeCatalogue } from '../../../src/tenant/catalogue/catalogue.ts';

const catalogue = makeCatalogue(baseCatalogue(), 1);

describe.each(Object.entries(OBJECT_RULES))('the rules of %s', (name, rules) => {
  const object = catalogue.object(name);
  if (object === undefined) throw new Error(`no object ${name}`);

  it('are about fields that it has', () => {
    const needed = (rules.required ?? []).map((fields) => fields.filter((field) => findField(object, field)));
    expect(needed.every((fields) => fields.length > 0)).toBe(true);
    const named = [
      ...(rules.unique ?? []),
      ...Object.keys(rules.defaults ?? {}),
      ...Object.keys(rules.cancels ?? {}),
    ];
    expect(named.filter((field) => findField(object, field) === undefined)).toEqual([]);
  });

  it('write values that its picklists have', () => {
    for (const [field, value] of Object.entries({ ...rules.defaults, ...rules.cancels })) {
      const options = findField(object, field)?.options ?? [];
      expect(options.length === 0 || options.includes(value), `${field} ${value}`).toBe(true);
    }
  });
});

it('every object that can be cancelled says what that writes', () => {
  for (const { object, jobTypes } of Object.values(OBJECT_TYPES))
    if (jobTypes.includes('Cancel'))
      expect(OBJECT_RULES[object ?? '']?.cancels).toEqual({ Status: 'Canceled' });
});
