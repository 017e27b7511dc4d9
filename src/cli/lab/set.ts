import type { Command } from 'commander';
import { SluiceClient } from '../client.ts';
import { type ConnectionOptions, connectionOf } from '../connection.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import { LAB_PATH, type LabRule, labSubcommand, rulesTable } from './lab-rule.ts';

interface SetOptions extends ConnectionOptions {
  readonly family?: string;
  readonly trackId?: string;
  readonly ttl?: string;
}

export function setRule(lab: Command): void {
  labSubcommand(
    lab,
    'set',
    'Make a rule, or the rules of a scenario',
    `  sluice lab set flaky-network --family aqua
  sluice lab set '{"at": "before-publish", "do": {"hold": true}}' --track-id nightly --json | jq -r '.[].id'`,
  )
    .argument('<rule>', 'a rule as JSON, or the name of a scenario')
    .option('--family <family>', 'acts on this family only: aqua, data-query, query-runs, bulk-data')
    .option('--track-id <id>', 'acts only on what has this Zuora-Track-Id')
    .option('--ttl <time>', 'ends after this, for example 30s or 1h (default: 5m)')
    .action(async (given: string, options: SetOptions) => {
      const client = new SluiceClient(connectionOf(options));
      const made = await client.json<LabRule | { readonly rules: readonly LabRule[] }>(
        'POST',
        `${LAB_PATH}/rules`,
        bodyOf(given, options),
      );
      const rules = 'rules' in made ? made.rules : [made];
      process.stdout.write(options.json ? `${JSON.stringify(rules)}\n` : rulesTable(rules));
    });
}

/** The options go before what the rule says itself. @throws CliError `usage` */
function bodyOf(given: string, { family, trackId, ttl }: SetOptions): object {
  const rule = given.trim().startsWith('{') ? parsed(given) : { scenario: given };
  const match = {
    ...('match' in rule ? Object(rule.match) : {}),
    ...(family !== undefined && { family }),
    ...(trackId !== undefined && { trackId }),
  };
  return { ...rule, match, ...(ttl !== undefined && { ttl }) };
}

function parsed(given: string): object {
  try {
    return Object(JSON.parse(given));
  } catch (error) {
    throw new CliError(EXIT.usage, `the rule is not JSON: ${error instanceof Error ? error.message : error}`);
  }
}
