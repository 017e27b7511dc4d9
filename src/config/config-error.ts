/** A setting that cannot be used. The message names the key, the value and what is allowed; the CLI exits 2 with it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** @param where the way it came in, as its user wrote it: `--port`, `SLUICE_PORT`, `port in sluice.yaml` */
export function badValue(where: string, value: unknown, allowed: string): ConfigError {
  return new ConfigError(`${where}: ${show(value)} is not allowed; use ${allowed}`);
}

function show(value: unknown): string {
  const text = typeof value === 'string' ? `"${value}"` : (JSON.stringify(value) ?? String(value));
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
