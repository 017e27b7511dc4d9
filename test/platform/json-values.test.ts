import { describe, expect, test } from 'vitest';
import { hasFewValues } from '../../src/platform/json-values.ts';

const few = (json: string, most: number) => hasFewValues(Buffer.from(json), most);

describe('the values of a JSON text', () => {
  test.each([
    ['{"a":1}', 1],
    ['{"a":1,"b":[2,3]}', 4],
    ['[[[[', 4],
    ['{"text":"[,{ \\",[{\\\\"}', 1],
    ['"é,\\u005b"', 0],
    ['', 0],
  ])('%j are %i', (json, values) => {
    expect(few(json, values)).toBe(true);
    if (values > 0) expect(few(json, values - 1)).toBe(false);
  });
});
