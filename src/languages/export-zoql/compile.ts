import type { CatalogueObject } from '../../ports/catalogue.ts';
import type { CompileRequest } from '../../ports/compiler.ts';
import type { Expression, Relation, SortKey } from '../../sql/tree.ts';
import type { ConditionNode, ExpressionNode, OperandNode } from '../zoql-syntax/ast.ts';
import { refuseTooLong } from '../zoql-syntax/length-limit.ts';
import { refuse } from '../zoql-syntax/refuse.ts';
import type { Operand } from '../zoql-tree/compare.ts';
import { condition } from '../zoql-tree/condition.ts';
import { withCurrencies } from '../zoql-tree/currencies.ts';
import { dateCall } from '../zoql-tree/date-call.ts';
import { deletedColumn } from '../zoql-tree/deleted-column.ts';
import { outputQuery } from '../zoql-tree/output.ts';
import { type CompiledTree, newSession, type Session } from '../zoql-tree/session.ts';
import { Source } from '../zoql-tree/source.ts';
import type { ExportQueryNode } from './ast.ts';
import { compareExportDate } from './compare-date.ts';
import { constantDate } from './constant-date.ts';
import { Grouping } from './grouping.ts';
import { selectItems } from './items.ts';
import { parseExportQuery } from './parse.ts';

/** Characters of a query, unless the request says otherwise (aqua.md §6). */
const MAX_LENGTH = 20_000;

/** Fields of a GROUP BY, unless the request says otherwise (aqua.md §6). */
const MAX_GROUP_FIELDS = 5;

/**
 * Export ZOQL to the typed tree (aqua.md §5.1–5.3, §5.5), with the rows of the request's window and its deleted rows.
 * Pure. @throws LanguageError with line, column and fault.
 */
export function compileExportZoql(
  request: CompileRequest,
  catalogue: readonly CatalogueObject[],
): CompiledTree {
  const { text, extract } = request.query;
  refuseTooLong(text, extract?.maxLength ?? MAX_LENGTH);
  const session = newSession(request, catalogue, 'export');
  return new ExportQuery(parseExportQuery(text), session).compile();
}

class ExportQuery {
  readonly #node: ExportQueryNode;
  readonly #session: Session;
  readonly #source: Source;
  readonly #grouping: Grouping | undefined;

  constructor(node: ExportQueryNode, session: Session) {
    this.#node = node;
    this.#session = session;
    this.#source = new Source(node.from.name, node.from.at, session);
    if (isGrouped(node))
      this.#grouping = new Grouping(this.#source, session, (value) => this.#rowValue(value));
  }

  compile(): CompiledTree {
    const deleted = deletedColumn(this.#source, this.#node.from.at, this.#session);
    const where = this.#condition(this.#node.where, (node) => this.#rowValue(node));
    this.#group();
    const items = selectItems(this.#node, this.#source, this.#session);
    const values = items.map(({ label, value, field }) => ({
      label,
      value: this.#value(value),
      // A group has no one currency.
      field: this.#grouping ? undefined : field,
    }));
    const outputs = withCurrencies(values, this.#source, this.#node.from.at, this.#session);
    const first = deleted && { ...deleted, value: this.#grouping?.group(deleted.value) ?? deleted.value };
    const having = this.#condition(this.#node.having, (node) => this.#value(node));
    const keys = this.#node.orderBy.map((key) => this.#sortKey(key));
    // From here on nothing asks for another column.
    const { relation: rows, columns, whole } = this.#source.relation();
    const found = filtered(rows, where);
    const grouped = this.#grouping?.relation(found, columns) ?? { relation: found, columns };
    const query = outputQuery(
      { relation: filtered(grouped.relation, having), columns: grouped.columns },
      first ? [first, ...outputs] : outputs,
      { keys, limit: this.#node.limit },
      this.#session,
    );
    const undivided =
      this.#grouping !== undefined ||
      this.#node.items.some(
        (item) => item.kind === 'item' && (item.alias !== undefined || item.value.kind !== 'name'),
      );
    return { query, ...(whole && { whole }), ...(undivided && { undivided }) };
  }

  #group(): void {
    const { groupBy } = this.#node;
    const most = this.#session.extract.maxGroupFields ?? MAX_GROUP_FIELDS;
    const over = groupBy[most];
    if (over) throw refuse(over.at, `GROUP BY has ${groupBy.length} fields; the most are ${most}`);
    for (const value of groupBy) this.#grouping?.group(this.#rowValue(value));
  }

  /** A field or a date function of a row. */
  #rowValue(node: ExpressionNode): Expression {
    switch (node.kind) {
      case 'name':
        return this.#source.field(node).value;
      case 'date-call': {
        const { of } = node;
        const value = of.kind === 'name' ? this.#source.field(of).value : constantDate(of, this.#session);
        return dateCall(node.name, value, node.at);
      }
      case 'aggregate':
        throw refuse(
          node.at,
          `${node.name} may stand in SELECT, HAVING and ORDER BY, and inside no other function`,
        );
    }
  }

  /** A value of what is in the file's rows: of groups where there are any. */
  #value(node: ExpressionNode): Expression {
    return this.#grouping ? this.#grouping.value(node) : this.#rowValue(node);
  }

  #sortKey({ value, descending }: ExportQueryNode['orderBy'][number]): SortKey {
    return { value: this.#afterSelect(value), descending, nullsFirst: !descending };
  }

  #condition(
    node: ConditionNode | undefined,
    value: (node: ExpressionNode) => Expression,
  ): Expression | undefined {
    if (!node) return undefined;
    const operand = (each: OperandNode): Operand => {
      if (each.kind === 'literal') return each;
      if (each.kind === 'date-call' && node === this.#node.where) {
        throw refuse(
          each.at,
          `${each.name} may not stand in WHERE: compare the date itself, as in UpdatedDate >= '2026-08-01'`,
        );
      }
      return node === this.#node.where ? value(each) : this.#afterSelect(each);
    };
    return condition(node, {
      operand,
      compareDate: (operator, date, literal) => compareExportDate(operator, date, literal, this.#session),
    });
  }

  /** In HAVING and ORDER BY, where users try their aliases. */
  #afterSelect(node: ExpressionNode): Expression {
    try {
      return this.#value(node);
    } catch (error) {
      const alias = node.kind === 'name' && node.prefix === undefined && this.#isAlias(node.name);
      if (alias)
        throw refuse(node.at, `There is no field named ${node.name}: HAVING and ORDER BY take no alias`);
      throw error;
    }
  }

  #isAlias(name: string): boolean {
    return this.#node.items.some(
      (item) => item.kind === 'item' && item.alias?.text.toLowerCase() === name.toLowerCase(),
    );
  }
}

function filtered(input: Relation, where: Expression | undefined): Relation {
  return where ? { op: 'filter', input, where } : input;
}

function isGrouped({ items, groupBy, having, orderBy }: ExportQueryNode): boolean {
  const values = [
    ...items.flatMap((item) => (item.kind === 'item' ? [item.value] : [])),
    ...orderBy.map(({ value }) => value),
  ];
  return groupBy.length > 0 || having !== undefined || values.some(({ kind }) => kind === 'aggregate');
}
