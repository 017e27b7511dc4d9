import type { SluiceClient } from './client.ts';
import { CliError, EXIT } from './exit-codes.ts';
import type { Receipt } from './native-job.ts';
import { receiptText } from './receipt-text.ts';

/**
 * Stops a job whose user pressed Ctrl-C and tells how that went, on stderr (with `json` the receipt is the result, on
 * stdout). A job that had ended first is told, and is no error: the user leaves either way.
 */
export async function stopJob(
  client: SluiceClient,
  id: string,
  options: { readonly json?: boolean },
): Promise<void> {
  try {
    const receipt = await requestStop(client, id);
    if (options.json) process.stdout.write(`${JSON.stringify(receipt)}\n`);
    else process.stderr.write(`${receiptText(receipt)}\n`);
  } catch (error) {
    if (!(error instanceof CliError) || error.exitCode !== EXIT.refused) throw error;
    process.stderr.write(`not stopped: ${error.message}\n`);
  }
}

/** @throws CliError `refused` when the job had ended, `notFound` when there is none. */
export function requestStop(client: SluiceClient, id: string): Promise<Receipt> {
  return client.json<Receipt>('POST', `/sluice/v1/jobs/${encodeURIComponent(id)}/stop`);
}
