import { expect, it } from 'vitest';
import { decodeQuery, encodeQuery } from '../../src/sql/encode.ts';
import type { Query } from '../../src/sql/tree.ts';

it('a negative zero survives the way from the compiler to the engine', () => {
  const zero = { op: 'literal', type: { kind: 'double' }, value: -0 } as const;
  const column = { id: 1, type: zero.type };
  const query: Query = {
    root: { op: 'values', columns: [column], rows: [[zero]] },
    output: [{ ...column, label: 'z' }],
    now: 0,
  };
  const { root } = decodeQuery(encodeQuery(query));
  expect(root).toMatchObject({ rows: [[{ value: '-0' }]] });
});
