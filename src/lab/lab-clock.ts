import type { Clock, Time, Timer } from '../ports/clock.ts';
import type { ClockReading, KeptClock } from './kept-clock.ts';

/** Where business time may be put, ms since 1970: dates have four digits, and lives of years still fit behind. */
export const EARLIEST_MS = Date.UTC(1970, 0, 1);
export const LATEST_MS = Date.UTC(2999, 11, 31, 23, 59, 59);
/** An hour in a second: what is looked at once a minute is then looked at sixty times a second, and no more often. */
export const FASTEST_RATE = 3600;

/** Where business time is. */
export interface ClockState {
  /** Business time, ms since 1970. */
  readonly now: number;
  /** How far it is ahead of the system's, ms; grows by itself where the rate is not 1. */
  readonly offset: number;
  /** Seconds of business time in one of the system's; 0: it stands still. */
  readonly rate: number;
}

interface Waiting {
  readonly ms: number;
  readonly run: () => void;
  due: number;
  /** Once it is due and its turn is near. */
  turn?: Timer;
}

/**
 * A clock whose business time can be moved (operating.md §5): system time × rate + offset. What waits for it is called when it
 * has moved past that, in the order in which it was due, each once, one in a turn of the loop; what was set anew meanwhile waits
 * from where the time is then, however far it was moved. Machine time is the system's.
 */
export class LabClock implements Clock {
  readonly machine: Clock['machine'];
  readonly business: Time = { now: () => this.#now(), after: (ms, run) => this.#after(ms, run) };
  readonly #system: Clock;
  readonly #kept: KeptClock | undefined;
  #from: ClockReading;
  /** Soonest first. */
  readonly #waiting: Waiting[] = [];
  #alarm: Timer | undefined;

  /** `kept`: it goes on from where that has it, and is kept there with each move. */
  constructor(system: Clock, kept?: KeptClock) {
    this.#system = system;
    this.#kept = kept;
    this.machine = system.machine;
    const now = system.business.now();
    this.#from = kept?.reading ?? { system: now, business: now, rate: 1 };
  }

  state(): ClockState {
    const system = this.unmoved;
    const now = this.#at(system);
    return { now, offset: now - system, rate: this.#from.rate };
  }

  /** Moves on by `ms`, 0 or more. */
  advance(ms: number): void {
    const system = this.unmoved;
    this.#move(system, this.#at(system) + ms, this.#from.rate);
  }

  /** Moves to `ms` since 1970; it goes on from there at its rate. */
  set(ms: number): void {
    this.#move(this.unmoved, ms, this.#from.rate);
  }

  /** From here on so many seconds pass in one of the system's: 0 to `FASTEST_RATE`. */
  rate(rate: number): void {
    const system = this.unmoved;
    this.#move(system, this.#at(system), rate);
  }

  /** As the system's time again. */
  reset(): void {
    const system = this.unmoved;
    this.#move(system, system, 1);
  }

  /** The system's time: where `reset` would move it. */
  get unmoved(): number {
    return this.#system.business.now();
  }

  #now(): number {
    return this.#at(this.unmoved);
  }

  #at(system: number): number {
    return Math.floor(this.#from.business + (system - this.#from.system) * this.#from.rate);
  }

  #move(system: number, business: number, rate: number): void {
    const goesBack = business < this.#at(system);
    const reading = { system, business, rate };
    this.#kept?.keep(reading);
    this.#from = reading;
    if (goesBack) this.#waitFrom(business);
    this.#ring();
  }

  /** Nothing waits longer than it asked for: what is done again and again would else not be done for all that it went back. */
  #waitFrom(now: number): void {
    for (const entry of this.#waiting) entry.due = Math.min(entry.due, now + entry.ms);
    this.#waiting.sort((a, b) => a.due - b.due);
  }

  #after(ms: number, run: () => void): Timer {
    const entry: Waiting = { ms, run, due: this.#now() + ms };
    const later = this.#waiting.findIndex(({ due }) => due > entry.due);
    const place = later === -1 ? this.#waiting.length : later;
    this.#waiting.splice(place, 0, entry);
    if (place === 0) this.#arm();
    return {
      cancel: () => {
        entry.turn?.cancel();
        const at = this.#waiting.indexOf(entry);
        if (at !== -1) this.#waiting.splice(at, 1);
      },
    };
  }

  /** Gives what is due its turns. */
  #ring(): void {
    const now = this.#now();
    for (let next = this.#waiting[0]; next !== undefined && next.due <= now; next = this.#waiting[0]) {
      this.#waiting.shift();
      next.turn = this.machine.after(0, next.run);
    }
    this.#arm();
  }

  #arm(): void {
    this.#alarm?.cancel();
    const [next] = this.#waiting;
    if (next === undefined || this.#from.rate === 0) return;
    const left = Math.ceil((next.due - this.#now()) / this.#from.rate);
    this.#alarm = this.machine.after(Math.max(0, left), () => this.#ring());
  }
}
