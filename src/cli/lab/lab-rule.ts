import type { Command } from 'commander';
import { withConnectionOptions } from '../connection.ts';
import { table } from '../table.ts';

export const LAB_PATH = '/sluice/v1/lab';

/** A rule as the server shows it, as far as it is printed. */
export interface LabRule {
  readonly id: string;
  readonly match: Readonly<Record<string, unknown>>;
  readonly at: string;
  readonly do: Readonly<Record<string, unknown>>;
  readonly times: number | 'always';
  readonly ttl: string;
  readonly matched: number;
  readonly waiting: readonly { readonly jobId?: string; readonly requestId?: string }[];
  readonly scenario?: string;
}

/** A command below `lab`, with its two examples. */
export function labSubcommand(lab: Command, name: string, description: string, examples: string): Command {
  return withConnectionOptions(lab.command(name).description(description)).addHelpText(
    'after',
    `\nExamples:\n${examples}`,
  );
}

export function rulesTable(rules: readonly LabRule[]): string {
  const rows = rules.map((rule) => [
    rule.id,
    rule.at,
    JSON.stringify(rule.do),
    JSON.stringify(rule.match),
    `${rule.matched}/${rule.times}`,
    rule.ttl,
    rule.waiting.map(({ jobId, requestId }) => jobId ?? requestId ?? '').join(' ') || '-',
    rule.scenario ?? '-',
  ]);
  return table([['ID', 'AT', 'DO', 'MATCH', 'ACTED', 'TTL', 'WAITING', 'SCENARIO'], ...rows]);
}
