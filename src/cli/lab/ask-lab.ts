import { SluiceClient } from '../client.ts';
import { type ConnectionOptions, connectionOf } from '../connection.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import { LAB_PATH } from './lab-rule.ts';

/**
 * Asks the lab of a server.
 * @param path below `/sluice/v1/lab`
 * @throws CliError, also where there is no lab
 */
export async function askLab<T>(
  options: ConnectionOptions,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const client = new SluiceClient(connectionOf(options));
  try {
    return await client.json<T>(method, LAB_PATH + path, body);
  } catch (error) {
    if (error instanceof CliError && error.exitCode === EXIT.notFound && !(await hasLab(client)))
      throw new CliError(EXIT.notFound, 'the server has no lab: it is on in mode dev alone');
    throw error;
  }
}

async function hasLab(client: SluiceClient): Promise<boolean> {
  return client.json('GET', LAB_PATH).then(
    () => true,
    () => false,
  );
}
