/** Small statistics and the disk's own speed. */
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

export const median = (values) => percentile(values, 0.5);

/** @returns ms since the call to `timer()` */
export function timer() {
  const began = performance.now();
  return () => performance.now() - began;
}

/** Median of one small write made durable in this directory, ms. */
export function fsyncMs(directory, times = 50) {
  const path = join(directory, 'fsync-probe');
  const file = openSync(path, 'w');
  const block = Buffer.alloc(4096, 1);
  const taken = [];
  for (let i = 0; i < times; i++) {
    const elapsed = timer();
    writeSync(file, block);
    fsyncSync(file);
    taken.push(elapsed());
  }
  closeSync(file);
  rmSync(path);
  return median(taken);
}

export const MB = 1024 * 1024;
export const ms = (value) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
export const seconds = (value) => `${(value / 1000).toFixed(2)} s`;
export const megabytes = (bytes) => `${Math.round(bytes / MB)} MB`;
