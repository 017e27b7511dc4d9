import type { Command } from 'commander';
import { SluiceClient } from '../client.ts';
import { type ConnectionOptions, connectionOf } from '../connection.ts';
import { labSubcommand } from './lab-rule.ts';

const RESET = '/sluice/v1/reset';
const SNAPSHOTS = '/sluice/v1/snapshots';

export function resetState(lab: Command): void {
  labSubcommand(
    lab,
    'reset',
    'Back to the seed: no jobs, no files, no rules, the time of the system',
    `  sluice lab reset
  sluice lab reset --json`,
  ).action(async (options: ConnectionOptions) => {
    await new SluiceClient(connectionOf(options)).json('POST', RESET);
    process.stdout.write(options.json ? `${JSON.stringify({ reset: true })}\n` : 'reset\n');
  });
}

export function keepState(lab: Command): void {
  labSubcommand(
    lab,
    'snapshot',
    'Keep the whole state under a name',
    `  sluice lab snapshot before-billing
  sluice lab snapshot before-billing --json`,
  )
    .argument('<name>', '1 to 64 letters, digits, ".", "-", "_"')
    .action(async (name: string, options: ConnectionOptions) => {
      const kept = await new SluiceClient(connectionOf(options)).json('POST', SNAPSHOTS, { name });
      process.stdout.write(options.json ? `${JSON.stringify(kept)}\n` : `kept as ${name}\n`);
    });
}

export function restoreState(lab: Command): void {
  labSubcommand(
    lab,
    'restore',
    'Put back the state that was kept under a name',
    `  sluice lab restore before-billing
  sluice lab restore before-billing --json`,
  )
    .argument('<name>', 'of a snapshot')
    .action(async (name: string, options: ConnectionOptions) => {
      const path = `${SNAPSHOTS}/${encodeURIComponent(name)}/restore`;
      const restored = await new SluiceClient(connectionOf(options)).json('POST', path);
      process.stdout.write(options.json ? `${JSON.stringify(restored)}\n` : `restored ${name}\n`);
    });
}
