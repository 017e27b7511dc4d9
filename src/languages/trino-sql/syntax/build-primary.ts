import * as parser from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import type { CallNode, CurrentKind, ExpressionNode, IntervalNode, IntervalUnit, Position } from './ast.ts';
import { integerNode } from './build-number.ts';
import { buildType } from './build-type.ts';
import {
  type Builder,
  buildIdentifier,
  buildName,
  buildOrderBy,
  buildString,
  nameExpression,
  present,
  startOf,
} from './builder.ts';
import { refuse } from './syntax-error.ts';
import { identifier } from './token-text.ts';

type Handler = (builder: Builder, context: never, at: Position) => ExpressionNode;

/** One row a form of primary expression. What has no row here is refused. */
const FORMS = new Map<unknown, Handler>();

function form<C extends parser.PrimaryExpressionContext>(
  context: abstract new (...args: never[]) => C,
  build: (builder: Builder, context: C, at: Position) => ExpressionNode,
): void {
  FORMS.set(context, build as Handler);
}

export function buildPrimary(builder: Builder, context: parser.PrimaryExpressionContext): ExpressionNode {
  const build = FORMS.get(context.constructor);
  const at = startOf(context);
  if (build) return build(builder, context as never, at);
  const name = context.start?.text?.toLowerCase() ?? '';
  throw refuse(at, `Function '${name}' not registered`);
}

form(parser.NullLiteralContext, (_, __, at) => ({ kind: 'null', at }));
form(parser.BooleanLiteralContext, (_, context, at) => ({
  kind: 'boolean',
  at,
  value: context.getText().toLowerCase() === 'true',
}));
form(parser.StringLiteralContext, (_, context, at) => ({
  kind: 'string',
  at,
  value: buildString(context.string()),
}));
form(parser.NumericLiteralContext, (_, context, at) => {
  const text = context.getText();
  const number = context.number();
  if (number instanceof parser.DecimalLiteralContext) return { kind: 'decimal', at, text };
  if (number instanceof parser.DoubleLiteralContext) return { kind: 'double', at, text };
  return integerNode(text, at);
});
form(parser.BinaryLiteralContext, (_, context, at) => {
  const hex = context.getText().slice(2, -1).replaceAll(/\s/g, '').toUpperCase();
  if (/[^0-9A-F]/.test(hex)) throw refuse(at, 'Binary literal can only contain hexadecimal digits');
  if (hex.length % 2 === 1) throw refuse(at, 'Binary literal must contain an even number of digits');
  return { kind: 'binary', at, hex };
});
form(parser.TypeConstructorContext, (_, context, at) => {
  const name = context.identifier();
  const type = name ? buildIdentifier(name).text : 'double';
  return { kind: 'typed literal', at, type, value: buildString(context.string()) };
});
form(parser.IntervalLiteralContext, (_, context) => buildInterval(context.interval()));
form(parser.ParameterContext, (_, __, at) => ({ kind: 'parameter', at }));
form(parser.ColumnReferenceContext, (_, context) =>
  nameExpression(buildName(context.columnName().qualifiedName())),
);
form(parser.DereferenceContext, (builder, context, at) => ({
  kind: 'dereference',
  at,
  base: builder.expression(context.primaryExpression()),
  field: buildIdentifier(context.identifier()),
}));
form(parser.SubscriptContext, (builder, context, at) => ({
  kind: 'subscript',
  at,
  base: builder.expression(context.primaryExpression()),
  index: builder.expression(context.valueExpression()),
}));
form(parser.RowConstructorContext, (builder, context, at) => ({
  kind: 'row',
  at,
  items: context.expression().map((item) => builder.expression(item)),
}));
form(parser.ArrayConstructorContext, (builder, context, at) => ({
  kind: 'array',
  at,
  items: context.expression().map((item) => builder.expression(item)),
}));
form(parser.CoalesceContext, (builder, context, at) => {
  const items = context.expression().map((item) => builder.expression(item));
  if (items.length < 2) throw refuse(at, "The 'coalesce' function must have at least two arguments");
  return { kind: 'coalesce', at, items };
});
form(parser.CastContext, (builder, context, at) => ({
  kind: 'cast',
  at,
  value: builder.expression(context.expression()),
  type: buildType(context.type()),
  safe: context.KW_TRY_CAST() !== null,
}));
form(parser.SubqueryExpressionContext, (builder, context, at) => ({
  kind: 'scalar subquery',
  at,
  query: builder.query(context.query()),
}));
form(parser.ExistsContext, (builder, context, at) => ({
  kind: 'exists',
  at,
  query: builder.query(context.query()),
}));
form(parser.LambdaContext, (builder, context, at) => ({
  kind: 'lambda',
  at,
  params: context.identifier().map(buildIdentifier),
  body: builder.expression(context.expression()),
}));
form(parser.SimpleCaseContext, (builder, context, at) => ({
  kind: 'case',
  at,
  operand: builder.expression(present(context._operand)),
  when: context.whenClause().map((clause) => buildWhen(builder, clause)),
  otherwise: context._elseExpression && builder.expression(context._elseExpression),
}));
form(parser.SearchedCaseContext, (builder, context, at) => ({
  kind: 'case',
  at,
  operand: undefined,
  when: context.whenClause().map((clause) => buildWhen(builder, clause)),
  otherwise: context._elseExpression && builder.expression(context._elseExpression),
}));
form(parser.PositionContext, (builder, context, at) => {
  const [needle, text] = context.valueExpression().map((item) => builder.expression(item));
  return call('strpos', at, [present(text), present(needle)]);
});
form(parser.SubstringContext, (builder, context, at) =>
  call(
    'substring',
    at,
    context.valueExpression().map((item) => builder.expression(item)),
  ),
);
form(parser.NormalizeContext, (builder, context, at) =>
  call('normalize', at, [
    builder.expression(context.valueExpression()),
    { kind: 'string', at, value: context.normalForm()?.getText().toUpperCase() ?? 'NFC' },
  ]),
);
form(parser.TrimContext, (builder, context, at) => {
  const side = context.trimsSpecification()?.getText().toLowerCase() ?? 'both';
  return {
    kind: 'trim',
    at,
    side: side as 'both',
    source: builder.expression(present(context._trimSource)),
    characters: context._trimChar && builder.expression(context._trimChar),
  };
});
form(parser.ExtractContext, (builder, context, at) => ({
  kind: 'extract',
  at,
  field: buildIdentifier(context.identifier()),
  value: builder.expression(context.valueExpression()),
}));
form(parser.GroupingOperationContext, (_, context, at) => ({
  kind: 'grouping',
  at,
  columns: context.qualifiedName().map(buildName),
}));
form(parser.FunctionCallContext, buildCall);
form(parser.ListAggContext, (builder, context, at) => {
  const separator = context.string();
  return {
    ...call('listagg', at, [
      builder.expression(context.expression()),
      { kind: 'string', at, value: separator ? buildString(separator) : '' },
    ]),
    distinct: context.setQuantifier()?.KW_DISTINCT() != null,
    orderBy: buildOrderBy(builder, context.sortItem()),
    filter: buildFilter(builder, context.filter()),
  };
});

const CURRENT: ReadonlyMap<unknown, CurrentKind> = new Map<unknown, CurrentKind>([
  [parser.CurrentDateContext, 'current_date'],
  [parser.CurrentTimeContext, 'current_time'],
  [parser.CurrentTimestampContext, 'current_timestamp'],
  [parser.LocalTimeContext, 'localtime'],
  [parser.LocalTimestampContext, 'localtimestamp'],
]);

for (const [context, which] of CURRENT) {
  FORMS.set(context, ((_: Builder, node: { _precision?: { text?: string } | null }, at: Position) => {
    const precision = node._precision?.text;
    return { kind: 'current', at, which, precision: precision === undefined ? undefined : Number(precision) };
  }) as Handler);
}

function call(name: string, at: Position, args: readonly ExpressionNode[]): CallNode {
  return {
    kind: 'call',
    at,
    name: { parts: [identifier(name, at)], at },
    args,
    star: false,
    distinct: false,
    orderBy: undefined,
    filter: undefined,
    over: undefined,
    nulls: undefined,
  };
}

function buildCall(builder: Builder, context: parser.FunctionCallContext, at: Position): ExpressionNode {
  const name = buildName(context.functionName().qualifiedName());
  const treatment = context.nullTreatment();
  const over = context.over();
  const mode = context.processingMode();
  if (mode) {
    throw refuse(
      startOf(mode),
      `${mode.getText().toUpperCase()} semantics is not supported out of pattern recognition context`,
    );
  }
  if (context._label) {
    throw refuse(at, 'label.* syntax is only supported as the only argument of row pattern count function');
  }
  const windowName = over?.identifier();
  const specification = over?.windowSpecification();
  return {
    ...call(
      '',
      at,
      context.expression().map((item) => builder.expression(item)),
    ),
    name,
    star: context.ASTERISK() !== null,
    distinct: context.setQuantifier()?.KW_DISTINCT() != null,
    orderBy: buildOrderBy(builder, context.sortItem()),
    filter: buildFilter(builder, context.filter()),
    over: windowName
      ? buildIdentifier(windowName)
      : specification
        ? builder.window(specification)
        : undefined,
    nulls: treatment ? (treatment.KW_IGNORE() ? 'ignore' : 'respect') : undefined,
  };
}

function buildFilter(builder: Builder, context: parser.FilterContext | null): ExpressionNode | undefined {
  return context ? builder.expression(context.whereClause().booleanExpression()) : undefined;
}

function buildWhen(
  builder: Builder,
  context: parser.WhenClauseContext,
): { condition: ExpressionNode; result: ExpressionNode } {
  return {
    condition: builder.expression(present(context._condition)),
    result: builder.expression(present(context._result)),
  };
}

export function buildInterval(context: parser.IntervalContext): IntervalNode {
  const [from, to] = context.intervalField().map((field) => field.getText().toLowerCase() as IntervalUnit);
  return {
    kind: 'interval',
    at: startOf(context),
    negative: context._sign?.text === '-',
    value: buildString(context.string()),
    from: present(from),
    to,
  };
}
