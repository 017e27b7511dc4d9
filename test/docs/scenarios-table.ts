import { SCENARIOS } from '../../src/lab/scenarios.ts';
import { code, table } from './reference-pages.ts';

/** The scenarios of the lab as `docs/lab.md` has them. */
export function drawScenarios(): string {
  return table(
    ['Name', 'What happens', 'What it teaches', 'A right client', 'A wrong one', 'Its finding'],
    SCENARIOS.map(({ name, happens, teaches, right, wrong, finding, families }) => [
      code(name),
      families === undefined ? happens : `${happens} In ${families.map(code).join(', ')} only.`,
      teaches,
      right,
      wrong,
      code(finding),
    ]),
  );
}
