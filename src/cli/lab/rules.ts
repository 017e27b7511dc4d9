import type { Command } from 'commander';
import { SluiceClient } from '../client.ts';
import { type ConnectionOptions, connectionOf } from '../connection.ts';
import { LAB_PATH, type LabRule, labSubcommand, rulesTable } from './lab-rule.ts';

export function listRules(lab: Command): void {
  labSubcommand(
    lab,
    'rules',
    'List the rules, with how often each has acted and what waits at it',
    `  sluice lab rules
  sluice lab rules --json | jq -r '.[] | select(.waiting != []) | .id'`,
  ).action(async (options: ConnectionOptions) => {
    const client = new SluiceClient(connectionOf(options));
    const { rules } = await client.json<{ rules: readonly LabRule[] }>('GET', LAB_PATH);
    process.stdout.write(options.json ? `${JSON.stringify(rules)}\n` : rulesTable(rules));
  });
}
