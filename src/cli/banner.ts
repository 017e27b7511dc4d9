import { DEFAULT_URL } from './connection.ts';

/** What the banner and the ready line tell of a running server. */
interface ReadyServer {
  readonly url: string;
  readonly dataDir: string;
  readonly certificate: string | undefined;
  readonly options: { readonly mode: string };
  readonly credentials: { readonly clientId: string; readonly clientSecret: string } | undefined;
}

/** One JSON line for whoever started the process (operating.md §2). */
export function readyLine(sluice: ReadyServer): string {
  const { url, dataDir, options } = sluice;
  return `${JSON.stringify({ event: 'ready', url, pid: process.pid, dataDir, mode: options.mode })}\n`;
}

/** What a person needs next; names only what exists. */
export function readyBanner(sluice: ReadyServer): string {
  // Started through npm or npx, there may be no `sluice` on the path.
  const command = process.env['npm_lifecycle_event'] === undefined ? 'sluice' : 'npx sluice';
  const at = sluice.url === DEFAULT_URL ? '' : ` --url ${sluice.url}`;
  const lines = [
    `Sluice is ready at ${sluice.url} (${sluice.options.mode}), data in ${sluice.dataDir}`,
    `API reference: ${sluice.url}/docs`,
    ...(sluice.credentials
      ? [
          '',
          `  client_id      ${sluice.credentials.clientId}`,
          `  client_secret  ${sluice.credentials.clientSecret}`,
        ]
      : []),
    '',
    'Try, in another terminal:',
    ...(sluice.certificate === undefined ? [] : [`  export SLUICE_CA=${sluice.certificate}`]),
    `  ${command} query "SHOW TABLES"${at}`,
    `  ${command} query "SELECT accountnumber, name, balance FROM account ORDER BY balance DESC LIMIT 10"${at}`,
    `  ${command} watch${at}`,
    '',
    'Ctrl-C ends the server.',
  ];
  return `${lines.join('\n')}\n`;
}
