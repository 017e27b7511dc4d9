import { describe, expect, it } from 'vitest';
import { faultsOf } from './check-history.ts';
import { type Event, type FamilyName, History, type Seen, type State, type StopAnswer } from './history.ts';

/** A history of one job, told step by step: each step begins when the one before has ended. */
class Told {
  readonly #history = new History();
  #looks = 0;

  constructor(family: FamilyName = 'data-query', rows: readonly number[] | 'years of work' = [2]) {
    const [from, to] = this.#span();
    const expected = { rows: rows === 'years of work' ? undefined : rows };
    this.#history.add({ kind: 'submit', job: 'j', family, expected, from, to });
  }

  look(state: State, files: Readonly<Record<number, [sha256: string, rows: number]>> = {}): this {
    this.#looks += 1;
    const [from, to] = this.#span();
    const shown = Object.entries(files).map(
      ([unit, [sha256, rows]]) => [Number(unit), { sha256, rows }] as const,
    );
    const seen: Seen = { state, files: new Map(shown), ...(state === 'failed' && { error: 'because' }) };
    this.#history.add({ kind: 'look', job: 'j', from, to, seen });
    return this;
  }

  gone(): this {
    const [from, to] = this.#span();
    this.#history.add({ kind: 'look', job: 'j', from, to, seen: 'not there' });
    return this;
  }

  stop(answer: StopAnswer | undefined): this {
    const [from, to] = this.#span();
    this.#history.add({ kind: 'stop', job: 'j', from, to, answer });
    return this;
  }

  fault(fault: Extract<Event, { kind: 'fault' }>['fault']): this {
    const [from, to] = this.#span();
    this.#history.add({ kind: 'fault', fault, from, to });
    return this;
  }

  faults(): readonly string[] {
    return faultsOf(this.#history.events);
  }

  #span(): [from: number, to: number] {
    return [this.#history.next(), this.#history.next()];
  }
}

const told = (family?: FamilyName, rows?: readonly number[]): Told => new Told(family, rows);
const whole: Readonly<Record<number, [string, number]>> = { 1: ['aa', 2] };

describe('a history that is right', () => {
  it.each([
    ['completes', told().look('waiting').look('running').look('completed', whole).look('completed', whole)],
    ['is stopped', told().look('running').stop('won').look('stopped')],
    ['ends before its stop', told().stop('lost').look('completed', whole)],
    ['is stopped although the answer was lost', told().stop(undefined).look('stopped')],
    ['completes although a stop was sent', told().stop(undefined).look('completed', whole)],
    ['goes back to the queue with a crash', told().look('running').fault('server killed').look('waiting')],
    ['fails on a full disk', told().fault('full disk').look('failed')],
    [
      'keeps finished batches',
      told('aqua', [2, 1]).look('running', whole).stop('won').look('stopped', whole),
    ],
  ])('%s', (_, history) => expect(history.faults()).toEqual([]));
});

describe('a history that is wrong', () => {
  it.each([
    ['it is not there', told().gone(), 'not there'],
    ['two ends', told().look('completed', whole).stop(undefined).look('stopped'), 'completed, then stopped'],
    ['it goes on after its end', told().look('completed', whole).look('running'), 'completed, then running'],
    [
      'it completes after its stop was answered',
      told().stop('won').look('completed', whole),
      'its stop was answered',
    ],
    ['it runs after its stop was answered', told().stop('won').look('running'), 'its stop was answered'],
    [
      'its stop wins after its end was shown',
      told().look('completed', whole).stop('won'),
      'its stop was answered',
    ],
    [
      'its stop was refused, and it runs',
      told().stop('lost').look('running'),
      'refused because it had ended',
    ],
    ['it stops unasked', told().look('stopped'), 'nobody asked'],
    ['it fails for no reason', told().fault('server killed').look('failed'), 'nothing was done to it'],
    ['it lacks rows', told().look('completed', { 1: ['aa', 1] }), '1 rows instead of 2'],
    ['it lacks a file', told('aqua', [2, 2]).look('completed', whole), '2,  rows instead of 2, 2'],
    ['it completes what takes years', new Told('aqua', 'years of work').look('completed'), 'years to go'],
    [
      'its file changes',
      told()
        .look('completed', whole)
        .look('completed', { 1: ['bb', 2] }),
      'has changed',
    ],
    ['its file goes', told('aqua').stop('won').look('stopped', whole).look('stopped'), 'is gone'],
    ['a stopped job has a file', told().stop('won').look('stopped', whole), 'did not complete'],
  ])('%s', (_, history, text) => expect(history.faults().join('\n')).toContain(text));
});
