import { type Command, InvalidArgumentError } from 'commander';
import { SluiceClient } from './client.ts';
import { withConnectionOptions } from './connection.ts';
import { CliError, EXIT } from './exit-codes.ts';
import { type AdministratorOptions, administratorConnection } from './operator-connection.ts';
import { table } from './table.ts';

const PATH = '/sluice/v1/principals';

const WHO = `
As whom: --data-dir makes you the operator of the server that runs on that directory (its operator.json is readable by
whoever runs it); else the client of SLUICE_CLIENT_ID, who must be an administrator and sees its own tenant; else the
operator of the directory "sluice serve" would take here.`;

/** Who may call a running server, without a restart (operating.md §3). */
export function principalsCommand(program: Command): void {
  const principals = program
    .command('principals')
    .description('Users and clients of a running server: add, list, rotate, revoke')
    .addHelpText(
      'after',
      `${WHO}

Examples:
  sluice principals add --tenant acme --new-tenant --user ops@acme.test --admin
  sluice principals list --json`,
    );
  add(principals);
  list(principals);
  rotate(principals);
  revoke(principals);
}

function subcommand(parent: Command, name: string, description: string, examples: string): Command {
  return withConnectionOptions(parent.command(name).description(description))
    .option('--data-dir <dir>', 'as the operator of the server on this directory (default: ./.sluice)')
    .addHelpText('after', `${WHO}\n\nExamples:\n${examples}`);
}

interface AddOptions extends AdministratorOptions {
  readonly tenant: string;
  readonly user: string;
  readonly newTenant?: true;
  readonly zone?: string;
  readonly admin?: true;
  readonly orgs?: readonly string[];
  readonly permissions?: readonly string[];
  readonly password?: true;
  readonly clientId?: string;
}

interface Added {
  readonly tenant: string;
  readonly user: string;
  readonly made: { readonly tenant: boolean; readonly user: boolean };
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly password?: string;
}

function add(parent: Command): void {
  subcommand(
    parent,
    'add',
    'Make a client, and its user when missing; its secret is shown once',
    `  sluice principals add --tenant acme --user ops@acme.test --admin
  sluice principals add --tenant acme --user bi@acme.test --orgs north --permissions query --json`,
  )
    .requiredOption('--tenant <name>', 'tenant of the user')
    .requiredOption('--user <name>', 'name of the user, unique on the server')
    .option('--new-tenant', 'make the tenant too (operator only); its orgs are those of --orgs')
    .option('--zone <zone>', 'time zone of a new tenant')
    .option('--admin', 'a new user is an administrator: sees all jobs of the tenant, changes its principals')
    .option('--orgs <list>', 'orgs a new user sees (default: all that you see)', listed)
    .option('--permissions <list>', 'query, aqua, bulk (default: all that you have)', listed)
    .option('--password', 'make a password for Basic credentials too')
    .option(
      '--client-id <id>',
      'of 36 characters; that of a revoked client of the configuration brings it back',
    )
    .action(async (options: AddOptions) => {
      const { url: _url, ca: _ca, dataDir: _dataDir, json, quiet, ...asked } = options;
      const added = await clientOf(options).json<Added>('POST', PATH, asked);
      if (json) return print(JSON.stringify(added));
      const { clientId, clientSecret, password, user, tenant, made } = added;
      if (clientSecret === undefined)
        print(`client_id      ${clientId}  (with the secret of the configuration)`);
      else print(`client_id      ${clientId}\nclient_secret  ${clientSecret}`);
      if (password !== undefined) print(`password       ${password}`);
      if (!quiet)
        tell(
          `${made.user ? 'new user' : 'user'} ${user} of ${made.tenant ? 'new ' : ''}tenant ${tenant}; secrets are not shown again`,
        );
    });
}

interface ListedTenant {
  readonly name: string;
  readonly users: readonly {
    readonly name: string;
    readonly admin: boolean;
    readonly orgs: readonly string[];
    readonly permissions: readonly string[];
    readonly source: string;
    readonly state: string;
    readonly clients: readonly {
      readonly clientId: string;
      readonly source: string;
      readonly state: string;
    }[];
  }[];
}

function list(parent: Command): void {
  subcommand(
    parent,
    'list',
    'List tenants, users and clients; never a secret',
    `  sluice principals list
  sluice principals list --tenant acme --json | jq -r '.[].users[].name'`,
  )
    .option('--tenant <name>', 'one tenant only')
    .action(async (options: AdministratorOptions & { readonly tenant?: string }) => {
      const query = options.tenant === undefined ? '' : `?${new URLSearchParams({ tenant: options.tenant })}`;
      const { tenants } = await clientOf(options).json<{ tenants: ListedTenant[] }>('GET', PATH + query);
      if (options.json) return print(JSON.stringify(tenants));
      process.stdout.write(table([HEADER, ...tenants.flatMap(rowsOf)]));
    });
}

const HEADER = ['TENANT', 'USER', 'ADMIN', 'ORGS', 'PERMISSIONS', 'CLIENT', 'SOURCE', 'STATE'];

function rowsOf({ name, users }: ListedTenant): readonly (readonly string[])[] {
  if (users.length === 0) return [[name, '-']];
  return users.flatMap((user) => {
    const own = [name, user.name, user.admin ? 'yes' : 'no', user.orgs.join(','), user.permissions.join(',')];
    if (user.clients.length === 0) return [[...own, '-', user.source, user.state]];
    return user.clients.map(({ clientId, source, state }) => [...own, clientId, source, state]);
  });
}

interface TargetOptions extends AdministratorOptions {
  readonly user?: string;
}

function rotate(parent: Command): void {
  subcommand(
    parent,
    'rotate',
    'Give a client a new secret, or a user a new password; the old one ends at once',
    `  sluice principals rotate 7b1f0c52-0d0e-4c5e-9a77-2f6f4f6f0a11
  sluice principals rotate --user ops@acme.test --json`,
  )
    .argument('[client]', 'id of the client')
    .option('--user <name>', 'the password of this user instead')
    .action(async (client: string | undefined, options: TargetOptions) => {
      const rotated = await clientOf(options).json<{ clientSecret?: string; password?: string }>(
        'POST',
        `${targetPath(client, options)}/rotate`,
      );
      if (options.json) return print(JSON.stringify(rotated));
      const { clientSecret, password } = rotated;
      print(password === undefined ? `client_secret  ${clientSecret}` : `password  ${password}`);
      if (!options.quiet) tell('the old one has ended; this one is not shown again');
    });
}

function revoke(parent: Command): void {
  subcommand(
    parent,
    'revoke',
    'End a client, or a user with all its clients, at once; their jobs stay for administrators',
    `  sluice principals revoke 7b1f0c52-0d0e-4c5e-9a77-2f6f4f6f0a11
  sluice principals revoke --user ops@acme.test`,
  )
    .argument('[client]', 'id of the client')
    .option('--user <name>', 'this user with all its clients')
    .action(async (client: string | undefined, options: TargetOptions) => {
      const path = targetPath(client, options);
      const revoked = await clientOf(options).json<{ user?: string; clients: string[] }>('DELETE', path);
      if (options.json) return print(JSON.stringify(revoked));
      if (revoked.user !== undefined) print(`revoked user ${revoked.user}`);
      for (const id of revoked.clients) print(`revoked client ${id}`);
    });
}

function targetPath(client: string | undefined, { user }: TargetOptions): string {
  if ((client === undefined) === (user === undefined))
    throw new CliError(EXIT.usage, 'give the id of a client or --user NAME, one of them');
  return user === undefined
    ? `${PATH}/clients/${encodeURIComponent(client ?? '')}`
    : `${PATH}/users/${encodeURIComponent(user)}`;
}

function clientOf(options: AdministratorOptions): SluiceClient {
  return new SluiceClient(administratorConnection(options));
}

function listed(text: string): readonly string[] {
  const items = text.split(',').map((item) => item.trim());
  if (items.includes('')) throw new InvalidArgumentError('It is a list joined by commas.');
  return items;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}
