import { EngineError } from '../../../../ports/engine.ts';
import type { Emissions } from '../emitter.ts';
import { equality } from '../equality.ts';
import { comparable, isZoned } from '../instant.ts';
import { containsSubquery } from '../walk.ts';

export const CONDITIONAL_EMISSIONS: Emissions = {
  coalesce: (site) => `coalesce(${site.all().join(', ')})`,
  nullif: (site) => {
    const [left, right] = site.args;
    if (!left || !right) throw new TypeError('nullif has two arguments');
    const same = isZoned(left.type)
      ? `${comparable(left, site.emit)} = ${comparable(right, site.emit)}`
      : equality(site.arg(0), site.arg(1), left.type, site.emit);
    return `CASE WHEN ${same} THEN NULL ELSE ${site.arg(0)} END`;
  },
  if: (site) => {
    const otherwise = site.args.length > 2 ? ` ELSE ${site.arg(2)}` : '';
    return `CASE WHEN ${site.arg(0)} THEN ${site.arg(1)}${otherwise} END`;
  },
  try: (site) => {
    const [value] = site.args;
    if (value && containsSubquery(value)) {
      throw new EngineError('user', 'try over a subquery is not supported: put try inside the subquery');
    }
    return `TRY(${site.arg(0)})`;
  },
};
