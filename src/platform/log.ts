import { type Logger, pino } from 'pino';
import type { LogLevel } from '../config/options.ts';

/** Writes to stderr: stdout belongs to the ready line (operating.md §2). */
export function openLog(level: LogLevel, format: 'pretty' | 'json', nodeId: string): Logger {
  const options = {
    level,
    base: { node: nodeId },
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  if (format === 'json') return pino(options, pino.destination({ fd: 2, sync: true }));
  return pino(options, { write: (line: string) => process.stderr.write(prettyLine(line)) });
}

const LABELS: Readonly<Record<number, string>> = {
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'ERROR',
  60: 'FATAL',
};

/** `20:15:03 info  job completed  job=… rows=3`; a cause's stack on lines of its own. */
function prettyLine(line: string): string {
  const { level, time, msg, err, node: _node, ...fields } = JSON.parse(line) as LogLine;
  const shown = Object.entries(fields).map(
    ([name, value]) => `  ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const stack = err?.stack === undefined ? '' : `\n${err.stack}`;
  return `${time.slice(11, 19)} ${(LABELS[level] ?? String(level)).padEnd(5)} ${msg ?? ''}${shown.join('')}${stack}\n`;
}

interface LogLine {
  readonly level: number;
  readonly time: string;
  readonly msg?: string;
  readonly err?: { readonly stack?: string };
  readonly [field: string]: unknown;
}
