import { canCast } from '../../../sql/operators.ts';
import { parseType } from '../../../sql/parse-type.ts';
import type { Expression, Literal } from '../../../sql/tree.ts';
import type { SqlType } from '../../../sql/types.ts';
import type { NodeOf, Position } from '../syntax/ast.ts';
import { refuse } from '../syntax/syntax-error.ts';
import { dateLiteral, timeLiteral, timestampLiteral } from './time-literal.ts';

const MAX_INTEGER = 2_147_483_647n;

export function integerLiteral(value: bigint): Literal {
  return value <= MAX_INTEGER && value >= -MAX_INTEGER - 1n
    ? { op: 'literal', type: { kind: 'integer' }, value: Number(value) }
    : { op: 'literal', type: { kind: 'bigint' }, value: value.toString() };
}

export function stringLiteral(value: string): Literal {
  return { op: 'literal', type: { kind: 'varchar', length: [...value].length }, value };
}

/** Its precision is the number of its digits, leading zeros aside: `0.10` is decimal(2,2). */
export function decimalLiteral(text: string, at: Position): Literal {
  const literal = parseDecimal(text.replaceAll('_', ''));
  if (!literal) throw refuse(at, `'${text}' is not a valid DECIMAL literal`);
  return literal;
}

function parseDecimal(text: string): Literal | undefined {
  const parts = /^\s*([+-]?)(\d*)(?:\.(\d*))?\s*$/.exec(text);
  if (!parts || `${parts[2]}${parts[3] ?? ''}` === '') return undefined;
  const [, sign = '', whole = '', fraction = ''] = parts;
  const digits = whole.replace(/^0+/, '');
  const precision = Math.max(1, digits.length + fraction.length);
  if (precision > 38) return undefined;
  const value = `${sign === '-' ? '-' : ''}${digits || '0'}${fraction ? `.${fraction}` : ''}`;
  return { op: 'literal', type: { kind: 'decimal', precision, scale: fraction.length }, value };
}

export function doubleLiteral(text: string): Literal {
  const value = Number(text.replaceAll('_', ''));
  return { op: 'literal', type: { kind: 'double' }, value: Number.isFinite(value) ? value : 'Infinity' };
}

/** `BIGINT '7'`, `DATE '…'`, `JSON '…'`: checked here, since a wrong one is an error of the text. */
export function typedLiteral(node: NodeOf<'typed literal'>): Expression {
  const name = node.type.toLowerCase();
  const type = parseType(name);
  if (type === undefined) throw refuse(node.at, `Unknown type: ${node.type}`);
  if (type.kind === 'json') return jsonLiteral(node);
  const literal = literalOf(name, type, node.value);
  if (literal === 'cast') {
    if (!canCast({ kind: 'varchar' }, type)) throw refuse(node.at, `No literal form for type ${node.type}`);
    return { op: 'cast', value: stringLiteral(node.value), type, safe: false, implied: false };
  }
  if (literal === undefined) {
    throw refuse(node.at, `'${node.value}' is not a valid ${node.type.toUpperCase()} literal`);
  }
  return literal;
}

/** Read by json_parse, which orders keys and drops blanks; only that it can be read is checked here. */
function jsonLiteral(node: NodeOf<'typed literal'>): Expression {
  try {
    JSON.parse(node.value);
  } catch {
    throw refuse(node.at, `'${node.value}' is not a valid JSON literal`);
  }
  const text: Literal = { op: 'literal', type: { kind: 'varchar' }, value: node.value };
  return { op: 'call', name: 'json_parse', args: [text], type: { kind: 'json' } };
}

const RANGES: Readonly<Record<string, bigint>> = {
  tinyint: 127n,
  smallint: 32_767n,
  integer: MAX_INTEGER,
  bigint: 9_223_372_036_854_775_807n,
};

function literalOf(name: string, type: SqlType, text: string): Literal | 'cast' | undefined {
  switch (type.kind) {
    case 'date':
      return dateLiteral(text);
    case 'time':
      return timeLiteral(text);
    case 'timestamp':
      return timestampLiteral(text);
    case 'decimal':
      return name === 'decimal' ? parseDecimal(text) : 'cast';
    case 'varchar':
      return { op: 'literal', type, value: text };
    case 'char':
      return { op: 'literal', type: { kind: 'char', length: [...text].length }, value: text };
    case 'boolean':
      return booleanValue(type, text);
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
      return integerValue(type, text);
    case 'double':
    case 'real':
      return floatValue(type, text);
    default:
      return 'cast';
  }
}

function booleanValue(type: SqlType, text: string): Literal | undefined {
  const word = text.toLowerCase();
  if (['true', 't', '1'].includes(word)) return { op: 'literal', type, value: true };
  return ['false', 'f', '0'].includes(word) ? { op: 'literal', type, value: false } : undefined;
}

function integerValue(type: SqlType, text: string): Literal | undefined {
  if (!/^\s*[+-]?\d+\s*$/.test(text)) return undefined;
  const value = BigInt(text.trim().replace(/^\+/, ''));
  const max = RANGES[type.kind] ?? 0n;
  if (value > max || value < -max - 1n) return undefined;
  return { op: 'literal', type, value: type.kind === 'bigint' ? value.toString() : Number(value) };
}

function floatValue(type: SqlType, text: string): Literal | undefined {
  const word = text.trim();
  if (/^[+-]?(NaN|Infinity)$/.test(word)) return { op: 'literal', type, value: word.replace(/^\+/, '') };
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(word)) return undefined;
  const value = type.kind === 'real' ? Math.fround(Number(word)) : Number(word);
  return { op: 'literal', type, value: Number.isFinite(value) ? value : String(value) };
}
