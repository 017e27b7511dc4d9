import { ENDS, type Event, type FamilyName, type Seen, type State } from './history.ts';

type Of<Kind extends Event['kind']> = Extract<Event, { kind: Kind }>;

/** Everything that is known of one job. */
interface Story {
  readonly job: string;
  readonly submit: Of<'submit'>;
  readonly stops: readonly Of<'stop'>[];
  readonly looks: readonly Of<'look'>[];
  readonly faults: readonly Of<'fault'>[];
}

/**
 * Holds a history against the model: what was answered stays true, whatever was killed, stopped or filled up in between.
 * @returns what contradicts it, one line each; none when all is well
 */
export function faultsOf(events: readonly Event[]): readonly string[] {
  return stories(events).flatMap((story) =>
    RULES.flatMap((rule) => rule(story)).map((text) => `${story.submit.family} job ${story.job}: ${text}`),
  );
}

function stories(events: readonly Event[]): readonly Story[] {
  const faults = events.filter((event) => event.kind === 'fault');
  const byJob = new Map<string, Exclude<Event, { kind: 'fault' }>[]>();
  for (const event of events) {
    if (event.kind === 'fault') continue;
    const about = byJob.get(event.job) ?? [];
    byJob.set(event.job, about);
    about.push(event);
  }
  return [...byJob].flatMap(([job, about]) => {
    const submit = about.find((event) => event.kind === 'submit');
    if (submit === undefined) return [];
    const stops = about.filter((event) => event.kind === 'stop');
    return [{ job, submit, stops, looks: about.filter((event) => event.kind === 'look'), faults }];
  });
}

type Rule = (story: Story) => readonly string[];

/** A job that was answered is there, after every crash. */
const isThere: Rule = ({ looks }) =>
  looks.some(({ seen }) => seen === 'not there') ? ['it was answered, and is not there'] : [];

/** An end is for ever. */
const endsOnce: Rule = (story) => {
  const shown = looksOf(story);
  return shown.flatMap((first) =>
    ENDS.has(first.seen.state)
      ? shown
          .filter(({ from, seen }) => from > first.to && seen.state !== first.seen.state)
          .slice(0, 1)
          .map(({ seen }) => `it was ${first.seen.state}, then ${seen.state}`)
      : [],
  );
};

/** A stop that was answered is one; of stop and completion one wins. */
const stopsHold: Rule = (story) =>
  story.stops.flatMap(({ answer, from, to }) => {
    if (answer === 'won') {
      return looksOf(story)
        .filter((look) =>
          look.from > to ? look.seen.state !== 'stopped' : look.to < from && ended(look.seen.state),
        )
        .slice(0, 1)
        .map(({ seen }) => `its stop was answered, and it is ${seen.state}`);
    }
    if (answer !== 'lost') return [];
    return looksOf(story)
      .filter((look) => look.from > to && !ENDS.has(look.seen.state))
      .slice(0, 1)
      .map(({ seen }) => `its stop was refused because it had ended, and it is ${seen.state}`);
  });

/** Nobody stops a job that nobody asked to stop. */
const stopsWereAsked: Rule = (story) =>
  looksOf(story)
    .filter(({ seen, to }) => seen.state === 'stopped' && !story.stops.some(({ from }) => from < to))
    .slice(0, 1)
    .map(() => 'it stopped, and nobody asked for it');

/** What fails a job, of what is done to it here: nothing that a retry mends. */
const FAILS: ReadonlySet<string> = new Set(['full disk', 'failing fsync', 'clock moved']);

const failsWithReason: Rule = (story) => {
  const failed = looksOf(story).find(({ seen }) => seen.state === 'failed');
  if (failed === undefined) return [];
  const reason = story.faults.some(
    ({ fault, from, to }) => FAILS.has(fault) && from < failed.to && to > story.submit.from,
  );
  return reason ? [] : [`it failed, and nothing was done to it that may: ${failed.seen.error}`];
};

/** All of a completed job's files are there, with the rows they must have. */
const filesAreWhole: Rule = (story) => {
  const { rows } = story.submit.expected;
  return looksOf(story)
    .filter(({ seen }) => seen.state === 'completed')
    .flatMap(({ seen }) => {
      if (rows === undefined) return ['it completed, and it had years to go'];
      const shown = rows.map((_, index) => seen.files.get(index + 1)?.rows);
      return shown.every((count, index) => count === rows[index])
        ? []
        : [`its files have ${shown.join(', ')} rows instead of ${rows.join(', ')}`];
    })
    .slice(0, 1);
};

/** A file once shown has the same bytes until its life ends, and does not go away. */
const filesStay: Rule = (story) => {
  const faults: string[] = [];
  const known = new Map<
    number,
    { readonly sha256: string; readonly to: number; readonly unsettled: boolean }
  >();
  for (const { seen, from, to } of looksOf(story)) {
    for (const [unit, before] of known) {
      const file = seen.files.get(unit);
      // Looks of several clients overlap: only what began after the other had ended can contradict it.
      if (from < before.to) continue;
      if (file === undefined) {
        // An attempt after a crash may begin from the start, under new file ids (DESIGN §2 rule 7).
        if (!before.unsettled) faults.push(`the file of its unit ${unit} is gone`);
      } else if (file.sha256 !== before.sha256 && !before.unsettled)
        faults.push(`the file of its unit ${unit} has changed`);
    }
    for (const [unit, { sha256 }] of seen.files)
      known.set(unit, { sha256, to, unsettled: !ENDS.has(seen.state) });
  }
  return faults.slice(0, 1);
};

/** Families whose stopped jobs have no file at all. */
const FILELESS: ReadonlySet<FamilyName> = new Set(['data-query', 'query-runs']);

const noFileOfStopped: Rule = (story) =>
  FILELESS.has(story.submit.family) &&
  looksOf(story).some(({ seen }) => seen.state !== 'completed' && seen.files.size > 0)
    ? ['it has a file, and did not complete']
    : [];

const RULES: readonly Rule[] = [
  isThere,
  endsOnce,
  stopsHold,
  stopsWereAsked,
  failsWithReason,
  filesAreWhole,
  filesStay,
  noFileOfStopped,
];

interface Look {
  readonly from: number;
  readonly to: number;
  readonly seen: Seen;
}

function looksOf({ looks }: Story): readonly Look[] {
  return looks.flatMap(({ from, to, seen }) => (seen === 'not there' ? [] : [{ from, to, seen }]));
}

function ended(state: State): boolean {
  return ENDS.has(state);
}
