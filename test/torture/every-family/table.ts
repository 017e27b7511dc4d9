import { ENDS, type Event, type FamilyName, type State } from './history.ts';

const FAMILIES: readonly FamilyName[] = ['aqua', 'bulk-data', 'data-query', 'query-runs'];

/** What a run did and what came of it, as Markdown. */
export function table(
  events: readonly Event[],
  faults: ReadonlyMap<string, number>,
  seconds: number,
): string {
  const rows = FAMILIES.map((family) => {
    const jobs = new Set(
      events.flatMap((event) => (event.kind === 'submit' && event.family === family ? [event.job] : [])),
    );
    const ends = endsOf(events, jobs);
    const stops = events.filter((event) => event.kind === 'stop' && jobs.has(event.job));
    const answered = (answer: string | undefined): number =>
      stops.filter((event) => event.kind === 'stop' && event.answer === answer).length;
    return [
      family,
      jobs.size,
      ends('completed'),
      ends('stopped'),
      ends('failed'),
      answered('won'),
      answered('lost'),
      answered(undefined),
    ];
  });
  const looks = events.filter(({ kind }) => kind === 'look').length;
  const told = [...faults].map(([fault, times]) => `${fault}: ${times}`).join(', ');
  return [
    '| Family | Jobs | completed | stopped | failed | stops that won | that came too late | whose answer was lost |',
    '|---|---|---|---|---|---|---|---|',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
    '',
    `${told}. ${looks} looks at jobs and their files in ${Math.round(seconds)} s.`,
  ].join('\n');
}

function endsOf(events: readonly Event[], jobs: ReadonlySet<string>): (state: State) => number {
  const last = new Map<string, State>();
  for (const event of events)
    if (
      event.kind === 'look' &&
      event.seen !== 'not there' &&
      jobs.has(event.job) &&
      ENDS.has(event.seen.state)
    )
      last.set(event.job, event.seen.state);
  return (state) => [...last.values()].filter((end) => end === state).length;
}
