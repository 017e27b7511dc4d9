import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/config/limits.ts';
import { sizeText } from '../../src/config/quantities.ts';
import { optionsFromCode } from '../../src/config/read-options.ts';
import { aquaFaults } from '../../src/families/aqua/faults.ts';
import { bulkFaults } from '../../src/families/bulk-data/faults.ts';
import { dataQueryFaults } from '../../src/families/data-query/faults.ts';
import { queryRunFaults } from '../../src/families/query-runs/faults.ts';
import { errorsPage } from './errors-page.ts';
import { drawLifecycle } from './lifecycle-table.ts';
import { drawMetrics } from './metrics-table.ts';
import { choicesPage, limitsPage, optionsPage } from './reference-pages.ts';
import { drawScenarios } from './scenarios-table.ts';

/** `DRAW_DOCS=1 npx vitest run test/docs` draws anew what is drawn from code. */
const DRAW = process.env['DRAW_DOCS'] === '1';

const ARCHITECTURE = new URL('../../docs/architecture.md', import.meta.url);
const LAB = new URL('../../docs/lab.md', import.meta.url);
const OBSERVABILITY = new URL('../../docs/observability.md', import.meta.url);
/** Pages of families with a table of their limits. */
const LIMITS_ON = [
  ['data-query.md', 'dataQuery.'],
  ['aqua.md', 'aqua.'],
  ['bulk-data.md', 'bulk.'],
  ['query-runs.md', 'queryRuns.'],
] as const;

/** Pages that are drawn whole. */
const PAGES = {
  'options.md': optionsPage,
  'limits.md': limitsPage,
  'choices.md': choicesPage,
  'errors.md': errorsPage,
};

describe('the documents say what the code does', () => {
  it('architecture.md draws the lifecycle from its table', () => {
    const marks = /(<!-- lifecycle: begin .*-->\n)(.*)(\n<!-- lifecycle: end -->)/s;
    const text = readFileSync(ARCHITECTURE, 'utf8');
    if (DRAW)
      writeFileSync(
        ARCHITECTURE,
        text.replace(marks, (_, begin, __, end) => begin + drawLifecycle() + end),
      );
    expect(marks.exec(readFileSync(ARCHITECTURE, 'utf8'))?.[2]).toBe(drawLifecycle());
  });

  it('observability.md has all metrics', () => {
    const marks = /(<!-- metrics: begin .*-->\n)(.*?)(<!-- metrics: end -->)/s;
    const text = readFileSync(OBSERVABILITY, 'utf8');
    if (DRAW)
      writeFileSync(
        OBSERVABILITY,
        text.replace(marks, (_, begin, __, end) => `${begin}${drawMetrics()}\n${end}`),
      );
    expect(marks.exec(readFileSync(OBSERVABILITY, 'utf8'))?.[2]).toBe(`${drawMetrics()}\n`);
  });

  it('errors.md has every name by which a rule of the lab may have something fail, in its family', async () => {
    const families = {
      'Data Query': dataQueryFaults,
      'Query runs': queryRunFaults,
      AQuA: aquaFaults(optionsFromCode({}).choices, () => undefined),
      'Bulk data': bulkFaults,
    };
    const sections = errorsPage().split(/^## /m);
    const lab = sections.find((section) => section.startsWith('Lab\n')) ?? '';
    for (const [family, { refusals, endings }] of Object.entries(families)) {
      const own = sections.find((section) => section.startsWith(`${family}\n`)) ?? '';
      for (const name of refusals) expect(own, `${family}: ${name}`).toContain(`\`${name}\``);
      for (const name of endings.keys()) expect(own + lab, `${family}: ${name}`).toMatch(named(name));
    }
  });

  it('lab.md has all scenarios', () => {
    const marks = /(<!-- scenarios: begin .*-->\n)(.*?)(<!-- scenarios: end -->)/s;
    const drawn = `${drawScenarios()}\n`;
    const text = readFileSync(LAB, 'utf8');
    if (DRAW)
      writeFileSync(
        LAB,
        text.replace(marks, (_, begin, __, end) => begin + drawn + end),
      );
    expect(marks.exec(readFileSync(LAB, 'utf8'))?.[2]).toBe(drawn);
  });

  it.each(
    LIMITS_ON.flatMap(([page, prefix]) =>
      Object.entries(LIMITS)
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, spec]) => ({ page, name, ...spec })),
    ),
  )('$page has the figures of $name', ({ page, name, unit, zuora, relaxed }) => {
    const text = readFileSync(new URL(`../../docs/${page}`, import.meta.url), 'utf8');
    expect(text).toContain(`| \`${name}\` | ${figure(unit, zuora)} | ${figure(unit, relaxed)} |`);
  });

  it.each(Object.entries(PAGES))('%s is as its code has it', (name, draw) => {
    const path = new URL(`../../docs/${name}`, import.meta.url);
    if (DRAW) writeFileSync(path, draw());
    expect(readFileSync(path, 'utf8')).toBe(draw());
  });
});

function figure(unit: 'count' | 'time' | 'size', value: number | undefined): string {
  if (value === undefined) return 'none';
  if (unit === 'count') return value.toLocaleString('en-US').replace(/^1,000$/, '1000');
  if (unit === 'size') return sizeText(value);
  const hours = value / 3_600_000;
  if (hours < 1) return `${hours * 60}m`;
  return hours < 24 ? `${hours}h` : `${hours / 24}d`;
}

/** In a cell of its own, or as code. */
function named(name: string): RegExp {
  return new RegExp(`\`${name}\`|\\| ${name} \\|`);
}
