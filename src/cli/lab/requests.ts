import { type Command, InvalidArgumentError } from 'commander';
import type { ConnectionOptions } from '../connection.ts';
import { printJson } from '../print-json.ts';
import { table } from '../table.ts';
import { askLab } from './ask-lab.ts';
import { labSubcommand } from './lab-rule.ts';

const DEFAULT_LIMIT = 20;

interface RequestsOptions extends ConnectionOptions {
  readonly limit: number;
  readonly bodies?: true;
}

interface Message {
  readonly body?: string;
  readonly bodyCut?: true;
}

/** Shape of `GET /sluice/v1/lab/requests`, as far as it is printed. */
interface LabRequest {
  readonly requestId: string;
  readonly at: string;
  readonly ms: number;
  readonly job?: string;
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly cut: boolean;
  readonly request: Message;
  readonly answer: Message;
}

export function listRequests(lab: Command): void {
  labSubcommand(
    lab,
    'requests',
    "List the tenant's last requests with their answers, newest first",
    `  sluice lab requests --limit 1 --bodies
  sluice lab requests --limit 1 --json | jq -r '.[0].answer.body'`,
  )
    .option('--limit <count>', 'as many at most, up to 1000', positive, DEFAULT_LIMIT)
    .option('--bodies', 'with what was sent (>) and answered (<), secrets masked, the first 4 KB of each')
    .addHelpText(
      'after',
      `
--json has their headers too, secrets masked. A status with * is of an answer that did not leave whole.`,
    )
    .action(async (options: RequestsOptions) => {
      const { requests } = await askLab<{ requests: readonly LabRequest[] }>(
        options,
        'GET',
        `/requests?limit=${options.limit}`,
      );
      if (options.json) printJson(requests);
      else process.stdout.write(options.bodies ? requestBodies(requests) : requestTable(requests));
    });
}

function requestTable(requests: readonly LabRequest[]): string {
  const rows = requests.map((request) => {
    const { at, ms, job = '-', method, url } = request;
    return [at, statusOf(request), String(ms), job, `${method} ${url}`];
  });
  return table([['AT', 'STATUS', 'MS', 'JOB', 'REQUEST'], ...rows]);
}

function requestBodies(requests: readonly LabRequest[]): string {
  return requests
    .map((request) => {
      const { at, ms, job, requestId, method, url } = request;
      const head = [
        at,
        statusOf(request),
        `${ms} ms`,
        `request ${requestId}`,
        ...(job ? [`job ${job}`] : []),
      ];
      const lines = [
        `${method} ${url}`,
        ...bodyLines('>', request.request),
        ...bodyLines('<', request.answer),
      ];
      return `${head.join('  ')}\n${lines.map((line) => `${line}\n`).join('')}`;
    })
    .join('\n');
}

function statusOf({ status, cut }: LabRequest): string {
  return `${status}${cut ? '*' : ''}`;
}

function bodyLines(mark: string, { body, bodyCut }: Message): readonly string[] {
  if (body === undefined) return [];
  const lines = shown(body)
    .split(/\r?\n/)
    .map((line) => `${mark} ${line}`);
  return bodyCut ? [...lines, `${mark} … (there was more of it)`] : lines;
}

/** A body may hold what a terminal would obey. */
function shown(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g, '�');
}

function positive(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a number from 1 to 1000.');
}
