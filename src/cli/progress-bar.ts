import cliProgress from 'cli-progress';
import { rowsText, size } from './amounts.ts';
import type { Progress } from './native-job.ts';

const WIDTH = 28;

/** Bytes are left out where nobody counts them. */
type ShownProgress = Omit<Progress, 'bytes'> & Partial<Pick<Progress, 'bytes'>>;

export interface ProgressBar {
  /** @param state after what the progress is of, if that is only a part */
  show(state: string, progress: ShownProgress): void;
  /** Removes the bar from the terminal. Idempotent. */
  clear(): void;
}

/** A bar with rows and bytes on stderr, if that is a terminal and nobody asked for quiet; else nothing at all. */
export function progressBar(wanted: boolean): ProgressBar {
  if (!wanted || !process.stderr.isTTY) return { show: () => undefined, clear: () => undefined };
  const bar = new cliProgress.SingleBar({
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    format: (_options, _params, payload: { line: string }) => payload.line,
  });
  let shown = false;
  return {
    show(state, progress) {
      const payload = { line: progressLine(state, progress) };
      if (shown) bar.update(progress.fraction ?? 0, payload);
      else bar.start(1, progress.fraction ?? 0, payload);
      shown = true;
    },
    clear() {
      if (shown) bar.stop();
      shown = false;
    },
  };
}

/** The engine cannot always tell how far it is: then the line has no bar, only what has been written. */
export function progressLine(state: string, { fraction, rows, bytes }: ShownProgress): string {
  const written = bytes === undefined ? rowsText(rows) : `${rowsText(rows)}  ${size(bytes)}`;
  if (fraction === undefined) return `${state}  ${written}`;
  const full = Math.round(Math.min(1, fraction) * WIDTH);
  const bar = '█'.repeat(full) + '░'.repeat(WIDTH - full);
  return `${state}  ${bar} ${String(Math.floor(fraction * 100)).padStart(3)} %  ${written}`;
}
