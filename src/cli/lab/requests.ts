import { type Command, InvalidArgumentError } from 'commander';
import type { ConnectionOptions } from '../connection.ts';
import { printJson } from '../print-json.ts';
import { table } from '../table.ts';
import { askLab } from './ask-lab.ts';
import { labSubcommand } from './lab-rule.ts';

const DEFAULT_LIMIT = 20;

interface RequestsOptions extends ConnectionOptions {
  readonly limit: number;
}

/** Shape of `GET /sluice/v1/lab/requests`, as far as it is printed. */
interface LabRequest {
  readonly requestId: string;
  readonly at: string;
  readonly ms: number;
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly cut: boolean;
}

export function listRequests(lab: Command): void {
  labSubcommand(
    lab,
    'requests',
    "List the tenant's last requests with their answers, newest first",
    `  sluice lab requests
  sluice lab requests --limit 1 --json | jq -r '.[0].answer.body'`,
  )
    .option('--limit <count>', 'as many at most, up to 1000', positive, DEFAULT_LIMIT)
    .addHelpText(
      'after',
      `
--json has their headers and bodies too, secrets masked. A status with * is of an answer that did not leave whole.`,
    )
    .action(async (options: RequestsOptions) => {
      const { requests } = await askLab<{ requests: readonly LabRequest[] }>(
        options,
        'GET',
        `/requests?limit=${options.limit}`,
      );
      if (options.json) printJson(requests);
      else process.stdout.write(requestTable(requests));
    });
}

function requestTable(requests: readonly LabRequest[]): string {
  const rows = requests.map(({ at, status, cut, ms, requestId, method, url }) => [
    at,
    `${status}${cut ? '*' : ''}`,
    String(ms),
    requestId,
    `${method} ${url}`,
  ]);
  return table([['AT', 'STATUS', 'MS', 'ID', 'REQUEST'], ...rows]);
}

function positive(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a number from 1 to 1000.');
}
