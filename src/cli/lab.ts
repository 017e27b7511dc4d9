import type { Command } from 'commander';
import { labClock } from './lab/clock.ts';
import { releaseRule, removeRules } from './lab/end-rules.ts';
import { listRequests } from './lab/requests.ts';
import { listRules } from './lab/rules.ts';
import { listScenarios } from './lab/scenarios.ts';
import { setRule } from './lab/set.ts';
import { keepState, resetState, restoreState } from './lab/state.ts';

/** Each adds a command below `lab`; help lists them in this order. */
const COMMANDS = [
  listScenarios,
  setRule,
  listRules,
  releaseRule,
  removeRules,
  labClock,
  listRequests,
  resetState,
  keepState,
  restoreState,
];

/** What the lab of a running server does to clients (operating.md §5). */
export function labCommand(program: Command): void {
  const lab = program
    .command('lab')
    .description(
      'Rules that hold, delay, fail or break what clients meet; scenarios; the clock; the last requests; the whole state; only in mode dev',
    )
    .addHelpText(
      'after',
      `
As an administrator; the published pair of mode dev is one.

Examples:
  sluice lab scenarios
  sluice lab set cancel-loses --track-id nightly
  sluice lab clock --advance 3h`,
    );
  for (const register of COMMANDS) register(lab);
}
