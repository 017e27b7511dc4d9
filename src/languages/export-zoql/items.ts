import { LanguageError } from '../../ports/compiler.ts';
import type { ExpressionNode, LiteralNode, NameNode } from '../zoql-syntax/ast.ts';
import { refuse } from '../zoql-syntax/refuse.ts';
import { refuseTooMany } from '../zoql-tree/column-limit.ts';
import { fieldHeader, fieldName } from '../zoql-tree/labels.ts';
import type { Session } from '../zoql-tree/session.ts';
import type { Source, SourceField } from '../zoql-tree/source.ts';
import type { ExportQueryNode, ItemNode } from './ast.ts';

/** One column of the file, before its value is known to be a field's, a group's or an aggregate's. */
export interface Item {
  readonly label: string;
  readonly value: ExpressionNode;
  /** Of a plain field. */
  readonly field: SourceField | undefined;
}

/** The columns that a SELECT names, with their headers (aqua.md §5.1, §5.5). */
export function selectItems(query: ExportQueryNode, source: Source, session: Session): readonly Item[] {
  const items: Item[] = [];
  for (const item of query.items) {
    items.push(...expand(item, source, session));
    refuseTooMany(items.length, query.from.at);
  }
  if (items.length === 0) throw noColumns();
  refuseSameAliases(query.items);
  return items;
}

/** In the product's words (aqua.md §3.2). */
function noColumns(): LanguageError {
  return new LanguageError(
    'java.lang.RuntimeException: You must specify a select.',
    undefined,
    undefined,
    'no-columns',
  );
}

function expand(item: ItemNode, source: Source, session: Session): readonly Item[] {
  if (item.kind === 'all') {
    return source.fields(item.of, item.at).map((field) => ({
      label: fieldHeader(field, session),
      value: { kind: 'name', prefix: field.owner.name, name: field.field.name, at: item.at },
      field,
    }));
  }
  const { value, alias } = item;
  const field = value.kind === 'name' ? source.field(value) : undefined;
  const name = field ? fieldName(field) : callName(value, source);
  const header = field ? fieldHeader(field, session) : name;
  const whole = [name, header].some((full) => full.toLowerCase() === alias?.text.toLowerCase());
  return [{ label: alias && !whole ? alias.text : header, value, field }];
}

/** `COUNT(DISTINCT Account.Id)`, `YEAR(Invoice.UpdatedDate)`. */
function callName(value: ExpressionNode, source: Source): string {
  const argument = value.kind === 'name' ? value : value.of;
  const inside = argument ? argumentName(argument, source) : '*';
  return value.kind === 'name' ? inside : `${value.name}(${isDistinct(value) ? 'DISTINCT ' : ''}${inside})`;
}

function isDistinct(value: ExpressionNode): boolean {
  return value.kind === 'aggregate' && value.distinct;
}

function argumentName(argument: NameNode | LiteralNode, source: Source): string {
  return argument.kind === 'name' ? fieldName(source.field(argument)) : argument.text;
}

function refuseSameAliases(items: readonly ItemNode[]): void {
  const seen = new Set<string>();
  for (const item of items) {
    if (item.kind === 'all' || !item.alias) continue;
    const key = item.alias.text.toLowerCase();
    if (seen.has(key)) throw refuse(item.alias.at, `The alias ${item.alias.text} is given twice`);
    seen.add(key);
  }
}
