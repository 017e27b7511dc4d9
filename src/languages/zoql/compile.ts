import type { CatalogueObject } from '../../ports/catalogue.ts';
import type { CompileRequest } from '../../ports/compiler.ts';
import type { Expression } from '../../sql/tree.ts';
import { refuseTooLong } from '../zoql-syntax/length-limit.ts';
import { refuseTooMany } from '../zoql-tree/column-limit.ts';
import { condition } from '../zoql-tree/condition.ts';
import { withCurrencies } from '../zoql-tree/currencies.ts';
import { deletedColumn } from '../zoql-tree/deleted-column.ts';
import { allOf } from '../zoql-tree/expressions.ts';
import { fieldHeader } from '../zoql-tree/labels.ts';
import { outputQuery } from '../zoql-tree/output.ts';
import { type CompiledTree, newSession } from '../zoql-tree/session.ts';
import { Source } from '../zoql-tree/source.ts';
import { compareZoqlDate } from './compare-date.ts';
import { parseZoqlQuery } from './parse.ts';
import { withoutRemovedPlans } from './removed-plans.ts';

/** Conditions of a query, unless the request says otherwise (aqua.md §6). */
const MAX_CONDITIONS = 200;

/** ZOQL to the typed tree (aqua.md §5.4, §5.5). Pure. @throws LanguageError with line, column and fault. */
export function compileZoql(request: CompileRequest, catalogue: readonly CatalogueObject[]): CompiledTree {
  const { text, extract } = request.query;
  if (extract?.maxLength !== undefined) refuseTooLong(text, extract.maxLength);
  const session = newSession(request, catalogue, 'soap');
  const node = parseZoqlQuery(text, extract?.maxConditions ?? MAX_CONDITIONS);
  const source = new Source(node.from.name, node.from.at, session);
  const deleted = deletedColumn(source, node.from.at, session);
  refuseTooMany(node.fields.length, node.from.at);
  const fields = node.fields.map((name) => source.field(name));
  const named = fields.map((field) => ({ label: fieldHeader(field, session), value: field.value, field }));
  const outputs = withCurrencies(named, source, node.from.at, session);
  const conditions: Expression[] = [];
  const asked =
    node.where &&
    condition(node.where, {
      operand: (each) => {
        if (each.kind === 'literal') return each;
        if (each.kind === 'name') return source.field(each).value;
        throw new TypeError('ZOQL has no functions');
      },
      compareDate: (operator, value, literal) => compareZoqlDate(operator, value, literal, session),
    });
  if (asked) conditions.push(asked);
  conditions.push(...withoutRemovedPlans(node.where, source));
  const where = allOf(conditions);
  const { relation, columns, whole } = source.relation();
  const rows = { relation: where ? ({ op: 'filter', input: relation, where } as const) : relation, columns };
  const all = deleted ? [deleted, ...outputs] : outputs;
  const query = outputQuery(rows, all, { keys: [], limit: undefined }, session);
  return { query, ...(whole && { whole }) };
}
