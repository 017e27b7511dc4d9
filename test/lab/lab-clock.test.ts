import { expect, test } from 'vitest';
import { LabClock } from '../../src/lab/lab-clock.ts';
import type { Clock, Timer } from '../../src/ports/clock.ts';

const START = Date.UTC(2026, 10, 25);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The system's time, which goes on only when it is told to; timers of one moment in the order they were set. */
class StillSystem implements Clock {
  #now = START;
  #timers: { readonly at: number; readonly run: () => void }[] = [];
  readonly machine = {
    now: () => this.#now,
    monotonic: () => this.#now,
    after: (ms: number, run: () => void): Timer => {
      const entry = { at: this.#now + ms, run };
      this.#timers.push(entry);
      return {
        cancel: () => {
          this.#timers = this.#timers.filter((other) => other !== entry);
        },
      };
    },
    every: (): Timer => ({ cancel: () => undefined }),
  };
  readonly business = this.machine;

  /** Passes `ms`, with what falls due on the way. */
  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const due = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#timers = this.#timers.filter((other) => other !== due);
      this.#now = Math.max(this.#now, due.at);
      due.run();
    }
    this.#now = end;
  }

  get timers(): number {
    return this.#timers.length;
  }
}

function scene() {
  const system = new StillSystem();
  const clock = new LabClock(system);
  const called: string[] = [];
  const after = (ms: number, name: string): Timer => clock.business.after(ms, () => called.push(name));
  return { system, clock, called, after };
}

test('unmoved, business time is the system’s', () => {
  const { system, clock, called, after } = scene();
  after(1000, 'a second');
  expect(clock.state()).toEqual({ now: START, offset: 0, rate: 1 });
  system.pass(999);
  expect(called).toEqual([]);
  system.pass(1);
  expect(called).toEqual(['a second']);
});

test('advanced, it is ahead and goes on from there; machine time is not moved', () => {
  const { system, clock } = scene();
  clock.advance(3 * HOUR);
  system.pass(5);
  expect(clock.state()).toEqual({ now: START + 3 * HOUR + 5, offset: 3 * HOUR, rate: 1 });
  expect(clock.machine.now()).toBe(START + 5);
});

test('what it is moved past is called once each, in the order in which it was due', () => {
  const { system, clock, called, after } = scene();
  after(2 * HOUR, 'second');
  after(3 * HOUR + 1, 'not yet');
  after(1 * HOUR, 'first');
  after(2 * HOUR, 'third');
  clock.advance(3 * HOUR);
  system.pass(0);
  expect(called).toEqual(['first', 'second', 'third']);
  clock.advance(0);
  system.pass(0);
  expect(called).toEqual(['first', 'second', 'third']);
  system.pass(1);
  expect(called).toEqual(['first', 'second', 'third', 'not yet']);
});

test('what is done again and again is done once for a jump, however long', () => {
  const { system, clock } = scene();
  let turns = 0;
  const tick = (): void => {
    turns += 1;
    clock.business.after(MINUTE, tick);
  };
  clock.business.after(MINUTE, tick);
  clock.advance(180 * 24 * HOUR);
  system.pass(0);
  expect(turns).toBe(1);
  system.pass(MINUTE);
  expect(turns).toBe(2);
});

test('what is set again for at once waits for a turn of the loop: nothing else is starved', () => {
  const { clock, called } = scene();
  const again = (): void => {
    called.push('again');
    if (called.length < 100) clock.business.after(0, again);
  };
  clock.business.after(HOUR, again);
  clock.advance(HOUR);
  expect(called).toEqual([]);
});

test('a timer that was cancelled is not called, not even when its turn was near', () => {
  const { system, clock, called, after } = scene();
  const waiting = after(HOUR, 'waiting');
  const due = after(MINUTE, 'due');
  clock.advance(MINUTE);
  due.cancel();
  waiting.cancel();
  system.pass(0);
  clock.advance(HOUR);
  system.pass(HOUR);
  expect(called).toEqual([]);
  expect(system.timers).toBe(0);
});

test('one timer that cancels the next keeps it from being called', () => {
  const { system, clock, called, after } = scene();
  const last = after(2 * MINUTE, 'last');
  clock.business.after(MINUTE, () => last.cancel());
  clock.advance(HOUR);
  system.pass(0);
  expect(called).toEqual([]);
});

test('at rate 60 a minute passes in a second', () => {
  const { system, clock, called, after } = scene();
  after(MINUTE, 'before');
  clock.rate(60);
  after(2 * MINUTE, 'after');
  system.pass(999);
  expect(called).toEqual([]);
  system.pass(1);
  expect(called).toEqual(['before']);
  system.pass(1000);
  expect(called).toEqual(['before', 'after']);
  expect(clock.state()).toEqual({ now: START + 2 * MINUTE, offset: 2 * MINUTE - 2000, rate: 60 });
});

test('at rate 0 it stands still, and goes on where it stood', () => {
  const { system, clock, called, after } = scene();
  after(1000, 'a second');
  clock.rate(0);
  system.pass(HOUR);
  expect(clock.business.now()).toBe(START);
  expect(called).toEqual([]);
  clock.rate(1);
  system.pass(1000);
  expect(called).toEqual(['a second']);
});

test('moved back, nothing waits longer than it asked for', () => {
  const { system, clock, called, after } = scene();
  clock.advance(30 * 24 * HOUR);
  after(MINUTE, 'a minute');
  clock.reset();
  expect(clock.state()).toEqual({ now: START, offset: 0, rate: 1 });
  system.pass(MINUTE - 1);
  expect(called).toEqual([]);
  system.pass(1);
  expect(called).toEqual(['a minute']);
});

test('moved back within a wait, the wait ends at the instant that it was for', () => {
  const { system, clock, called, after } = scene();
  after(3 * HOUR, 'three hours');
  clock.advance(2 * HOUR);
  clock.set(START + HOUR);
  system.pass(2 * HOUR - 1);
  expect(called).toEqual([]);
  system.pass(1);
  expect(called).toEqual(['three hours']);
});

test('two clocks on one system share nothing but that', () => {
  const system = new StillSystem();
  const one = new LabClock(system);
  const other = new LabClock(system);
  let called = 0;
  other.business.after(HOUR, () => {
    called += 1;
  });
  one.advance(HOUR);
  one.rate(60);
  system.pass(1000);
  expect(other.state()).toEqual({ now: START + 1000, offset: 0, rate: 1 });
  expect(called).toBe(0);
});
