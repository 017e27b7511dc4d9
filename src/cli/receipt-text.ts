import type { Receipt } from './native-job.ts';

/** A receipt as people read it: the outcome first, then each rung with its time since the stop was asked for. */
export function receiptText(receipt: Receipt): string {
  const head =
    `receipt ${receipt.jobId}: was ${receipt.wasState}, ended by ${receipt.endedBy} in ${ms(receipt.totalMs)} ms` +
    ` (asked by ${receipt.requestedBy} via ${receipt.via})`;
  const rungs = receipt.steps.map(
    ({ step, ms: at, detail }) => `  ${ms(at).padStart(7)} ms  ${step}${detail ? `  ${detail}` : ''}`,
  );
  const kept = receipt.filesKept.map((file) => `  file kept     ${file}`);
  const removed = receipt.filesRemoved.map((file) => `  file removed  ${file}`);
  return [head, ...rungs, ...kept, ...removed].join('\n');
}

function ms(value: number): string {
  return value < 10 ? String(Number(value.toFixed(1))) : String(Math.round(value));
}
