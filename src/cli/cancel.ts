import type { Command } from 'commander';
import { SluiceClient } from './client.ts';
import { type ConnectionOptions, connectionOf, withConnectionOptions } from './connection.ts';
import { EXIT } from './exit-codes.ts';
import { receiptText } from './receipt-text.ts';
import { requestStop } from './stop-job.ts';

export function cancelCommand(program: Command): void {
  withConnectionOptions(
    program
      .command('cancel')
      .description('Stop a job of any family and print the receipt')
      .argument('<id>', 'id of the job'),
  )
    .addHelpText(
      'after',
      `
Answers when the stop is certain, or the receipt says "unconfirmed". A job that had ended is refused: exit ${EXIT.refused}.

Examples:
  sluice cancel 7b1f0c52-0d0e-4c5e-9a77-2f6f4f6f0a11
  sluice cancel 7b1f0c52-0d0e-4c5e-9a77-2f6f4f6f0a11 --json | jq .totalMs`,
    )
    .action(async (id: string, options: ConnectionOptions) => {
      const receipt = await requestStop(new SluiceClient(connectionOf(options)), id);
      process.stdout.write(`${options.json ? JSON.stringify(receipt) : receiptText(receipt)}\n`);
    });
}
