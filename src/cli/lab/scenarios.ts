import type { Command } from 'commander';
import { SluiceClient } from '../client.ts';
import { type ConnectionOptions, connectionOf } from '../connection.ts';
import { LAB_PATH, labSubcommand } from './lab-rule.ts';

interface Scenario {
  readonly name: string;
  readonly happens: string;
  readonly teaches: string;
  readonly right: string;
  readonly wrong: string;
  readonly finding: string;
}

export function listScenarios(lab: Command): void {
  labSubcommand(
    lab,
    'scenarios',
    'List the named scenarios, with what each teaches',
    `  sluice lab scenarios
  sluice lab scenarios --json | jq -r '.[].name'`,
  ).action(async (options: ConnectionOptions) => {
    const client = new SluiceClient(connectionOf(options));
    const { scenarios } = await client.json<{ scenarios: readonly Scenario[] }>(
      'GET',
      `${LAB_PATH}/scenarios`,
    );
    process.stdout.write(options.json ? `${JSON.stringify(scenarios)}\n` : scenarios.map(told).join('\n'));
  });
}

function told({ name, happens, teaches, right, wrong, finding }: Scenario): string {
  return `${name}\n  ${happens}\n  ${teaches}\n  right: ${right}\n  wrong: ${wrong} (${finding})\n`;
}
