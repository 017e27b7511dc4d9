import { EVENTS, LIFECYCLE, type LifecycleEvent, type Outcome, STATES } from '../../src/jobs/lifecycle.ts';

const EVENT_NAMES = Object.keys(EVENTS) as LifecycleEvent[];

/** The lifecycle as the documents draw it: a diagram of the ways, a table of them, and a table of the refusals. */
export function drawLifecycle(): string {
  return [diagram(), transitions(), refusals()].join('\n\n');
}

function diagram(): string {
  const ways = new Map<string, string[]>();
  for (const state of STATES) {
    for (const event of EVENT_NAMES) {
      const outcome = LIFECYCLE[state][event];
      if ('refused' in outcome || outcome.to === 'removed') continue;
      const way = `${node(state)} --> ${node(outcome.to)}`;
      ways.set(way, [...(ways.get(way) ?? []), event]);
    }
  }
  const lines = [...ways].map(([way, events]) => `  ${way}: ${events.join(', ')}`);
  const names = STATES.filter((state) => node(state) !== state).map((state) => `  ${node(state)}: ${state}`);
  const ends = ['open', 'completed', 'failed', 'stopped'].map((state) => `  ${state} --> [*]: expire`);
  return [
    '```mermaid',
    'stateDiagram-v2',
    ...names,
    '  [*] --> open',
    '  [*] --> queued',
    ...lines,
    ...ends,
    '```',
  ].join('\n');
}

/** Mermaid takes no slash or dash in a name. */
function node(state: string): string {
  return state.replace(/\W/g, '_');
}

function transitions(): string {
  const rows = STATES.flatMap((state) =>
    EVENT_NAMES.flatMap((event) => {
      const outcome = LIFECYCLE[state][event];
      if ('refused' in outcome) return [];
      return [
        `| \`${state}\` | \`${event}\`: ${EVENTS[event].meaning} | \`${outcome.to}\` | ${effects(event, outcome)} |`,
      ];
    }),
  );
  return ['| In state | event | becomes | and |', '|---|---|---|---|', ...rows].join('\n');
}

function effects(event: LifecycleEvent, outcome: Extract<Outcome, { to: unknown }>): string {
  return [
    outcome.needsStart ? 'only when an attempt has started' : '',
    EVENTS[event].fenced ? 'only at the epoch of its claim' : '',
    outcome.raisesEpoch ? 'raises the epoch' : '',
    outcome.countsAttempt ? 'counts as an attempt' : '',
    outcome.spendsRetry ? 'spends a retry' : '',
    outcome.countsDisplaced ? 'counts as displaced' : '',
  ]
    .filter((text) => text !== '')
    .join(', ');
}

function refusals(): string {
  const rows = STATES.map((state) => {
    const byReason = new Map<string, string[]>();
    for (const event of EVENT_NAMES) {
      const outcome = LIFECYCLE[state][event];
      if ('refused' in outcome)
        byReason.set(outcome.refused, [...(byReason.get(outcome.refused) ?? []), event]);
    }
    const reasons = [...byReason].map(
      ([reason, events]) => `"${reason}": ${events.map((e) => `\`${e}\``).join(', ')}`,
    );
    return `| \`${state}\` | ${reasons.join('; ')} |`;
  });
  return ['| In state | refused, and why |', '|---|---|', ...rows].join('\n');
}
