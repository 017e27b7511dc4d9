import { spawn } from 'node:child_process';

/** Waits for the end of its input, which comes with the end of whoever holds it; a terminal's signals are not for it. */
const SCRIPT = 'trap \'\' INT HUP; read -r _; kill -CONT "$1"';

/**
 * Lets a process that a signal has stopped go on when this process has died: stopped, it cannot notice that itself. Where
 * there is no shell nobody does, and the next start ends it.
 * @returns what ends the guard, without a word to the process
 */
export function guardThaw(pid: number): () => void {
  const guard = spawn('/bin/sh', ['-c', SCRIPT, 'sh', String(pid)], { stdio: ['pipe', 'ignore', 'ignore'] });
  guard.on('error', () => undefined);
  guard.stdin.on('error', () => undefined);
  guard.unref();
  return () => void guard.kill('SIGKILL');
}
