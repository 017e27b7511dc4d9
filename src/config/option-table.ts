/**
 * The options of `sluice serve` (operating.md §2): each is a flag `--data-dir`, a variable `SLUICE_DATA_DIR` and a key
 * `data-dir` of `sluice.yaml`. One that this version would ignore is not in the table.
 */
export interface OptionSpec {
  /** As in the flag, without dashes. */
  readonly name: string;
  /** Placeholder of its value; `undefined`: a switch. */
  readonly value: string | undefined;
  /** May be given several times, each NAME=VALUE. */
  readonly pairs: boolean;
  readonly group: 'Server' | 'Data' | 'Rules' | 'Engine' | 'Logs';
  /** As help shows it. */
  readonly byDefault: string | undefined;
  readonly meaning: string;
}

function option<const Form extends string>(
  group: OptionSpec['group'],
  form: Form,
  byDefault: string | undefined,
  meaning: string,
): OptionSpec & { readonly name: NameIn<Form> } {
  const [name = '', value] = form.split(' ');
  const pairs = value?.includes('=') ?? false;
  return { name: name as NameIn<Form>, value, pairs, group, byDefault, meaning };
}

type NameIn<Form extends string> = Form extends `${infer Name} ${string}` ? Name : Form;

export const OPTIONS = [
  option('Server', 'mode dev|service', 'dev', 'dev: loopback, published credentials, relaxed limits, seeded'),
  option('Server', 'host HOST', '127.0.0.1', 'address to listen on; dev takes only loopback'),
  option('Server', 'port PORT', '8484', '0 picks a free one'),
  option('Server', 'public-url URL', 'the address served', 'base of signed links'),
  option(
    'Server',
    'tls',
    undefined,
    'https; in dev with a self-signed certificate, kept in the data directory',
  ),
  option('Server', 'tls-cert FILE', undefined, 'certificate (PEM), with those that lead to its issuer'),
  option('Server', 'tls-key FILE', undefined, 'its private key (PEM, not encrypted)'),
  option('Server', 'cors LIST', 'none', 'origins a browser may call from, joined by commas; * is any'),
  option(
    'Server',
    'callout-hosts LIST',
    'loopback in dev, else none',
    'hosts that callouts may reach, joined by commas; * is any public one; none: no host',
  ),
  option(
    'Server',
    'async-callout URL',
    undefined,
    'where the outcome of requests with async: true is told, by POST; its host must be one of callout-hosts',
  ),
  option(
    'Server',
    'async-callout-secret TEXT',
    undefined,
    'key of the signature of these callouts (HMAC-SHA256), at least 16 characters',
  ),
  option('Server', 'drain TIME', '0s', 'on SIGTERM, time for running work to finish; 0 queues it again'),
  option('Server', 'node-id NAME', 'random', 'name of this server in the store and the logs'),
  option('Data', 'data-dir DIR', './.sluice', 'everything durable'),
  option('Data', 'ephemeral', undefined, 'a temporary data directory, removed at exit'),
  option(
    'Data',
    'seed none|small|medium|large',
    'small in dev, else none',
    'made data for an empty directory',
  ),
  option('Data', 'seed-number NUMBER', '42', 'same number, same data'),
  option('Data', 'data DIR', undefined, 'load <Object>.csv, .parquet, .jsonl (also .gz) of a folder'),
  option('Data', 'zone ZONE', 'America/Los_Angeles', "the tenant's time zone"),
  option(
    'Rules',
    'principals FILE',
    'published ones in dev',
    'tenants, users and clients; more can be added while it runs',
  ),
  option('Rules', 'limits relaxed|zuora', 'by mode', 'profile of limits'),
  option('Rules', 'limit NAME=VALUE', undefined, 'one limit'),
  option('Rules', 'choice NAME=VALUE', undefined, 'flips an unconfirmed choice of the contracts'),
  option(
    'Rules',
    'file-segmentation',
    undefined,
    'full loads of stateful AQuA jobs in segments of aqua.rowsPerSegment',
  ),
  option('Rules', 'stop-grace TIME', '1s', 'from the interrupt of a stop to the kill'),
  option('Engine', 'engine-memory SIZE', "half of the machine's", 'memory limit of the engine'),
  option('Engine', 'engine-slots NUMBER', 'cores + 2', 'job attempts that run at once'),
  option('Logs', 'log-level silent|error|warn|info|debug', 'info', 'how much is logged'),
  option('Logs', 'log-format pretty|json', 'by terminal', 'logs go to stderr'),
] as const satisfies readonly OptionSpec[];

export type OptionName = (typeof OPTIONS)[number]['name'];

/** `--data-dir` → `SLUICE_DATA_DIR`. */
export function variableOf(name: string): string {
  return `SLUICE_${name.toUpperCase().replaceAll('-', '_')}`;
}
