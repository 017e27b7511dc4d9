import { asDecimal, decimal, decimalOperator } from '../../sql/decimal.ts';
import type { Column, Expression, Relation } from '../../sql/tree.ts';
import { type Position, refuse } from '../zoql-syntax/refuse.ts';
import { dayText, localOf } from './day.ts';
import { call, coerced, literal } from './expressions.ts';
import type { Output } from './output.ts';
import { Scan } from './scan.ts';
import type { Session } from './session.ts';
import type { Source, SourceField } from './source.ts';

/** Digits after the point of an amount of money; quantities and rates have more (tenant/catalogue/definition.ts). */
const MONEY_SCALE = 6;

const CONVERTED = decimal(28, MONEY_SCALE);

/**
 * The columns, each amount of money followed by what it is in the currencies asked for, by the last rate up to the day
 * of the attempt (aqua.md §1.4). Null where there is no rate.
 * @throws LanguageError when one is no currency's code; whether there are rates only the rows know.
 */
export function withCurrencies(
  columns: readonly (Output & { readonly field: SourceField | undefined })[],
  source: Source,
  at: Position,
  session: Session,
): readonly Output[] {
  const codes = [...new Set(session.extract.currencies ?? [])];
  const wrong = codes.find((code) => !/^[A-Z]{3}$/.test(code));
  if (wrong !== undefined) throw refuse(at, `"${wrong}" is no code of a currency`, 'no-currency');
  const rates = new Map<string, Expression>();
  return columns.flatMap((column) => {
    const { label, value, field } = column;
    const money =
      field?.field.type === 'decimal' && value.type.kind === 'decimal' && value.type.scale === MONEY_SCALE;
    // Finding an amount's currency may cost joins.
    if (!money || codes.length === 0) return [column];
    const currency = source.currencyOf(field.owner);
    const more = codes.map((code) => ({
      label: `${label}_${code}`,
      value: currency ? converted(value, currency, code, rateOf(currency, code)) : literal(CONVERTED, null),
    }));
    return [column, ...more];
  });

  function rateOf(currency: Expression, code: string): Expression {
    const key = `${JSON.stringify(currency)} ${code}`;
    const rate = rates.get(key) ?? joinRate(currency, code, source, at, session);
    rates.set(key, rate);
    return rate;
  }
}

function converted(amount: Expression, currency: Expression, code: string, rate: Expression): Expression {
  const [left, right] = [asDecimal(amount.type), asDecimal(rate.type)];
  const type = left && right && decimalOperator('*', left, right);
  if (!type) throw new TypeError('amounts and rates are decimals');
  const product: Expression = {
    op: 'cast',
    value: call('*', [amount, rate], type),
    type: CONVERTED,
    safe: false,
    implied: false,
  };
  return {
    op: 'case',
    when: [
      {
        condition: call('=', [currency, literal({ kind: 'varchar' }, code)]),
        result: coerced(amount, CONVERTED),
      },
    ],
    otherwise: product,
    type: CONVERTED,
  };
}

/** The rate from a row's currency: one row for each currency, its latest. */
function joinRate(
  currency: Expression,
  code: string,
  source: Source,
  at: Position,
  session: Session,
): Expression {
  const object = session.catalogue.get('currencyrate');
  if (!object) throw refuse(at, 'There are no rates of currencies', 'no-currency');
  const scan = new Scan(object, session);
  const [from, date, rate] = [scan.named('FromCurrency'), scan.named('Date'), scan.named('Rate')];
  const { now } = session.request;
  const today = literal({ kind: 'date' }, dayText(localOf(now, session.zone)));
  const where = call('and', [
    call('=', [scan.named('ToCurrency'), literal({ kind: 'varchar' }, code)]),
    call('<=', [date, today]),
  ]);
  const [group, last] = [session.column(from.type), session.column(rate.type)];
  const input = idOf(from);
  const relation: Relation = {
    op: 'aggregate',
    input: { op: 'filter', input: scan.relation('live'), where },
    groups: [{ input, column: group }],
    sets: [[input]],
    aggregates: [{ column: last, name: 'max_by', args: [rate, date], distinct: false, orderBy: [] }],
    grouping: [],
  };
  source.joinBeside({ relation, columns: [group, last], on: call('=', [currency, columnOf(group)]) });
  return columnOf(last);
}

function columnOf({ id, type }: Column): Expression {
  return { op: 'column', id, type };
}

function idOf(value: Expression): number {
  if (value.op !== 'column') throw new TypeError('a field is a column');
  return value.id;
}
