import * as parser from 'dt-sql-parser/dist/lib/trino/TrinoSqlParser.js';
import type { TypeNode } from './ast.ts';
import { startOf } from './builder.ts';

/** A type as text in one spelling: `ARRAY<int>` is `array(int)`, `int ARRAY` too. */
export function buildType(context: parser.TypeContext): TypeNode {
  return { at: startOf(context), text: typeText(context) };
}

function typeText(context: parser.TypeContext): string {
  if (context instanceof parser.RowTypeContext) {
    return `row(${context.rowField().map(fieldText).join(', ')})`;
  }
  if (context instanceof parser.IntervalTypeContext) {
    const [from, to] = context.intervalField().map((field) => field.getText().toLowerCase());
    return `interval ${from} to ${to ?? from}`;
  }
  if (context instanceof parser.DateTimeTypeContext) {
    return dateTimeText('timestamp', context.typeParameter(), context.KW_WITH() !== null);
  }
  if (context instanceof parser.TimeTypeContext) {
    return dateTimeText('time', context.typeParameter(), context.KW_WITH() !== null);
  }
  if (context instanceof parser.DoublePrecisionTypeContext) return 'double';
  if (context instanceof parser.LegacyArrayTypeContext) return `array(${typeText(context.type())})`;
  if (context instanceof parser.LegacyMapTypeContext) {
    return `map(${context.type_().map(typeText).join(', ')})`;
  }
  if (context instanceof parser.ArrayTypeContext) return `array(${typeText(context.type())})`;
  if (context instanceof parser.GenericTypeContext) {
    const name = context.identifier().getText();
    const parameters = context.typeParameter().map(parameterText);
    return parameters.length === 0 ? name : `${name}(${parameters.join(', ')})`;
  }
  return context.getText();
}

function fieldText(field: parser.RowFieldContext): string {
  const name = field.identifier();
  return name ? `${name.getText()} ${typeText(field.type())}` : typeText(field.type());
}

function parameterText(parameter: parser.TypeParameterContext): string {
  const type = parameter.type();
  return type ? typeText(type) : parameter.getText();
}

function dateTimeText(base: string, parameter: parser.TypeParameterContext | null, zone: boolean): string {
  const precision = parameter ? `(${parameterText(parameter)})` : '';
  return `${base}${precision}${zone ? ' with time zone' : ''}`;
}
