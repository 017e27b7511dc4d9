import type { Command } from 'commander';
import { SluiceClient } from '../client.ts';
import { type ConnectionOptions, connectionOf } from '../connection.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import { LAB_PATH, type LabRule, labSubcommand } from './lab-rule.ts';

const PATH = `${LAB_PATH}/rules`;

export function releaseRule(lab: Command): void {
  labSubcommand(
    lab,
    'release',
    'Let go what waits at a rule',
    `  sluice lab release 6f3e2d1c-0b9a-4c8d-9e7f-a1b2c3d4e5f6
  sluice lab release 6f3e2d1c-0b9a-4c8d-9e7f-a1b2c3d4e5f6 --json`,
  )
    .argument('<id>', 'id of the rule')
    .action(async (id: string, options: ConnectionOptions) => {
      const client = new SluiceClient(connectionOf(options));
      const rule = await client.json<LabRule>('POST', `${PATH}/${encodeURIComponent(id)}/release`);
      process.stdout.write(options.json ? `${JSON.stringify(rule)}\n` : `released ${rule.id}\n`);
    });
}

export function removeRules(lab: Command): void {
  labSubcommand(
    lab,
    'remove',
    'End a rule, or all of them; what waits goes on',
    `  sluice lab remove 6f3e2d1c-0b9a-4c8d-9e7f-a1b2c3d4e5f6
  sluice lab remove --all --json`,
  )
    .argument('[id]', 'id of the rule')
    .option('--all', 'all rules')
    .action(async (id: string | undefined, options: ConnectionOptions & { readonly all?: true }) => {
      if ((id === undefined) === (options.all === undefined))
        throw new CliError(EXIT.usage, 'give the id of a rule or --all, one of them');
      const client = new SluiceClient(connectionOf(options));
      const path = id === undefined ? PATH : `${PATH}/${encodeURIComponent(id)}`;
      const answer = await client.json<LabRule | { readonly removed: number }>('DELETE', path);
      const removed = 'removed' in answer ? answer.removed : 1;
      const result = options.json
        ? JSON.stringify(answer)
        : `removed ${removed} rule${removed === 1 ? '' : 's'}`;
      process.stdout.write(`${result}\n`);
    });
}
