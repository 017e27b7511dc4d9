import type { ExpressionNode, FrameBoundNode, Identifier, OrderBy, WindowNode } from '../syntax/ast.ts';

/** An expression as Trino prints it in its errors: `(nationkey + 1)`, `CAST(name AS varchar(3))`. */
export function formatExpression(node: ExpressionNode): string {
  const f = formatExpression;
  const list = (items: readonly ExpressionNode[]): string => items.map(f).join(', ');
  switch (node.kind) {
    case 'null':
      return 'null';
    case 'boolean':
      return String(node.value);
    case 'integer':
      return node.text;
    case 'decimal':
      return `DECIMAL '${node.text}'`;
    case 'double':
      return formatDouble(Number(node.text));
    case 'string':
      return quoteText(node.value);
    case 'binary':
      return `X'${node.hex}'`;
    case 'typed literal':
      return `${node.type} ${quoteText(node.value)}`;
    case 'interval': {
      const to = node.to ? ` TO ${node.to.toUpperCase()}` : '';
      return `INTERVAL ${node.negative ? '-' : ''} '${node.value}' ${node.from.toUpperCase()}${to}`;
    }
    case 'parameter':
      return '?';
    case 'identifier':
      return formatIdentifier(node.name);
    case 'dereference':
      return `${f(node.base)}.${formatIdentifier(node.field)}`;
    case 'negate':
      return `-(${f(node.value)})`;
    case 'plus':
      return `+${f(node.value)}`;
    case 'arithmetic':
      return node.operator === '||'
        ? `concat(${list([node.left, node.right])})`
        : `(${f(node.left)} ${node.operator} ${f(node.right)})`;
    case 'comparison':
      return `(${f(node.left)} ${node.operator} ${f(node.right)})`;
    case 'distinct from':
      return `(${f(node.left)} IS DISTINCT FROM ${f(node.right)})`;
    case 'quantified':
      return `(${f(node.value)} ${node.operator} ${node.quantifier.toUpperCase()} (…))`;
    case 'between':
      return `(${f(node.value)} BETWEEN ${f(node.low)} AND ${f(node.high)})`;
    case 'in list':
      return `(${f(node.value)} IN (${list(node.list)}))`;
    case 'in subquery':
      return `(${f(node.value)} IN (…))`;
    case 'like': {
      const escaped = node.escape ? ` ESCAPE ${f(node.escape)}` : '';
      return `(${f(node.value)} LIKE ${f(node.pattern)}${escaped})`;
    }
    case 'is null':
      return `(${f(node.value)} IS ${node.negated ? 'NOT ' : ''}NULL)`;
    case 'not':
      return `(NOT ${f(node.value)})`;
    case 'and':
    case 'or':
      return `(${node.terms.map(f).join(` ${node.kind.toUpperCase()} `)})`;
    case 'exists':
      return '(EXISTS (…))';
    case 'scalar subquery':
      return '(…)';
    case 'case': {
      const operand = node.operand ? ` ${f(node.operand)}` : '';
      const when = node.when.map((w) => `WHEN ${f(w.condition)} THEN ${f(w.result)}`).join(' ');
      return `(CASE${operand} ${when}${node.otherwise ? ` ELSE ${f(node.otherwise)}` : ''} END)`;
    }
    case 'cast':
      return `${node.safe ? 'TRY_CAST' : 'CAST'}(${f(node.value)} AS ${node.type.text})`;
    case 'coalesce':
      return `COALESCE(${list(node.items)})`;
    case 'row':
      return `ROW (${list(node.items)})`;
    case 'array':
      return `ARRAY[${node.items.map(f).join(',')}]`;
    case 'subscript':
      return `${f(node.base)}[${f(node.index)}]`;
    case 'lambda':
      return `(${node.params.map(formatIdentifier).join(', ')}) -> ${f(node.body)}`;
    case 'at time zone':
      return `${f(node.value)} AT TIME ZONE ${f(node.zone)}`;
    case 'current':
      return node.precision === undefined ? node.which : `${node.which}(${node.precision})`;
    case 'extract':
      return `EXTRACT(${node.field.text.toUpperCase()} FROM ${f(node.value)})`;
    case 'trim': {
      const characters = node.characters ? ` ${f(node.characters)}` : '';
      return `trim(${node.side.toUpperCase()}${characters} FROM ${f(node.source)})`;
    }
    case 'grouping':
      return `GROUPING (${node.columns.map((name) => name.parts.map((part) => part.text).join('.')).join(', ')})`;
    case 'call': {
      const name = node.name.parts.map(formatIdentifier).join('.');
      const upper = ['if', 'nullif', 'try', 'coalesce'].includes(name.toLowerCase())
        ? name.toUpperCase()
        : name;
      const args = node.star ? '*' : `${node.distinct ? 'DISTINCT ' : ''}${list(node.args)}`;
      const order = node.orderBy ? ` ${formatOrderBy(node.orderBy)}` : '';
      const filter = node.filter ? ` FILTER (WHERE ${f(node.filter)})` : '';
      const nulls = node.nulls ? ` ${node.nulls.toUpperCase()} NULLS` : '';
      const over = node.over
        ? ` OVER ${'text' in node.over ? formatIdentifier(node.over) : formatWindow(node.over)}`
        : '';
      return `${upper}(${args}${order})${filter}${nulls}${over}`;
    }
  }
}

function formatIdentifier(name: Identifier): string {
  return name.quoted ? `"${name.text.replaceAll('"', '""')}"` : name.text;
}

function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** `2E0`, `1.5E3`: one digit before the point, no trailing zeros. */
function formatDouble(value: number): string {
  return value.toExponential().toUpperCase().replace('E+', 'E');
}

function formatOrderBy(orderBy: OrderBy): string {
  const items = orderBy.items.map((item) => {
    const nulls = item.nulls ? ` NULLS ${item.nulls.toUpperCase()}` : '';
    return `${formatExpression(item.value)} ${item.descending ? 'DESC' : 'ASC'}${nulls}`;
  });
  return `ORDER BY ${items.join(', ')}`;
}

function formatWindow(window: WindowNode): string {
  const parts: string[] = [];
  if (window.base) parts.push(formatIdentifier(window.base));
  if (window.partitionBy.length > 0) {
    parts.push(`PARTITION BY ${window.partitionBy.map(formatExpression).join(', ')}`);
  }
  if (window.orderBy) parts.push(formatOrderBy(window.orderBy));
  if (window.frame) {
    const { unit, start, end } = window.frame;
    const bounds = end ? `BETWEEN ${formatBound(start)} AND ${formatBound(end)}` : formatBound(start);
    parts.push(`${unit.toUpperCase()} ${bounds}`);
  }
  return `(${parts.join(' ')})`;
}

function formatBound(bound: FrameBoundNode): string {
  const value = bound.value ? `${formatExpression(bound.value)} ` : '';
  return `${value}${bound.bound.toUpperCase()}`;
}
