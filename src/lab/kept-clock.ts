import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** The same instant by both clocks, ms since 1970, and how fast business time goes from there. */
export interface ClockReading {
  readonly system: number;
  readonly business: number;
  readonly rate: number;
}

/** Where a clock that was moved is found again by the server's next process: what it wrote is dated by it. */
export interface KeptClock {
  readonly reading: ClockReading | undefined;
  keep(reading: ClockReading): void;
}

/**
 * In a file of the data directory. Not synced: a crash of the machine may lose the last move, a crash of the server not.
 * @throws Error when the file is there and is no reading
 */
export function keptClock(file: string): KeptClock {
  return {
    reading: existsSync(file) ? readingIn(file) : undefined,
    keep(reading) {
      writeFileSync(`${file}.new`, JSON.stringify(reading));
      renameSync(`${file}.new`, file);
    },
  };
}

function readingIn(file: string): ClockReading {
  try {
    const { system, business, rate } = JSON.parse(readFileSync(file, 'utf8')) as ClockReading;
    if ([system, business, rate].every(Number.isFinite)) return { system, business, rate };
  } catch {
    // Told below.
  }
  throw new Error(`${file} is damaged; without it business time is the system's again`);
}
