import { CHOICES, type ChoiceSpec } from '../../src/config/choices.ts';
import { LIMITS, type LimitSpec, limitText } from '../../src/config/limits.ts';
import { OPTIONS, type OptionSpec, variableOf } from '../../src/config/option-table.ts';

/** `docs/options.md`. */
export function optionsPage(): string {
  const groups = [...new Set(OPTIONS.map(({ group }) => group))];
  const tables = groups.map((group) => {
    const rows = OPTIONS.filter((option) => option.group === group).map((option: OptionSpec) => [
      code(`--${option.name}${option.value === undefined ? '' : ` ${option.value}`}`),
      code(variableOf(option.name)),
      option.byDefault ?? '',
      option.meaning,
    ]);
    return `## ${group}\n\n${table(['Flag', 'Variable', 'Default', 'Meaning'], rows)}`;
  });
  return page(
    'Options',
    'src/config/option-table.ts',
    `Of \`sluice serve\`. Each is a flag, a variable and a key of \`sluice.yaml\` (the flag without its dashes); a flag beats a variable, a variable
beats the file. \`--config FILE\` (\`SLUICE_CONFIG\`) names another file. An unknown key or a bad value ends the start with exit code 2 and says what is
allowed. \`sluice config\` shows what holds, and who said it.

Times are written \`500ms\`, \`30s\`, \`10m\`, \`3h\` or \`2d\`, sizes \`50MiB\` or \`2GiB\`. Pairs may be given several times (\`--limit A=1 --limit B=2\`), joined by
commas in a variable (\`SLUICE_LIMIT=A=1,B=2\`), or as a map in the file. The names of limits are in [limits.md](limits.md), those of choices in
[choices.md](choices.md).`,
    [
      ...tables,
      `## Of the other commands\n\n${table(
        ['Flag', 'Variable', 'Default', 'Meaning'],
        [
          ['`--url URL`', '`SLUICE_URL`', '`http://127.0.0.1:8484`', 'address of the server'],
          ['', '`SLUICE_CLIENT_ID`', 'the dev pair on loopback', 'OAuth client'],
          ['', '`SLUICE_CLIENT_SECRET`', '', 'its secret'],
          ['`--ca FILE`', '`SLUICE_CA`', '', 'certificate to trust beside the public ones (PEM)'],
        ],
      )}`,
    ],
  );
}

/** The names in the column Source are of no file of the repository. */
const SOURCES =
  "Sources are sections of the notes on Zuora's public documentation that the project was built from; the notes are not part of it.";

/** `docs/limits.md`. */
export function limitsPage(): string {
  const rows = Object.entries<LimitSpec>(LIMITS).map(([name, spec]) => [
    code(name),
    limitText(spec, spec.zuora),
    limitText(spec, spec.relaxed),
    spec.meaning,
    spec.source,
  ]);
  return page(
    'Limits',
    'src/config/limits.ts',
    `\`--limits zuora\` has Zuora's figures (the default in \`service\` mode), \`--limits relaxed\` lifts most (the default in \`dev\`). Each can be set by
itself, in either mode: \`--limit dataQuery.live.maxQueued=20\`, \`--limit dataQuery.attemptTime=10m\`; \`none\` lifts one that may be lifted.
\`sluice config --limits\` shows what holds. ${SOURCES}`,
    [table(['Limit', '`zuora`', '`relaxed`', 'Meaning', 'Source'], rows)],
  );
}

/** `docs/choices.md`. */
export function choicesPage(): string {
  const rows = Object.entries<ChoiceSpec>(CHOICES).map(([name, { allowed, other, ...spec }]) => [
    code(name),
    spec.default === 'by-mode' ? `${allowed[0]} in \`dev\`, ${allowed.at(-1)} in \`service\`` : spec.default,
    [...allowed.map(code), ...(other === undefined ? [] : [other.text])].join(' '),
    spec.meaning,
    spec.source,
  ]);
  return page(
    'Choices',
    'src/config/choices.ts',
    `Points that nothing public settles, where Sluice had to choose and your clients may need it otherwise. Each is flipped with
\`--choice NAME=VALUE\`, such as \`--choice dataQuery.queueFull=400\`. \`sluice config --choices\` shows what holds. Choices that are fixed are on the page of
their family, such as [Data Query](data-query.md). ${SOURCES}`,
    [table(['Choice', 'Default', 'Allowed', 'Meaning', 'Source'], rows)],
  );
}

export function page(title: string, source: string, intro: string, parts: readonly string[]): string {
  return `# ${title}\n\n<!-- Drawn from ${source} by: DRAW_DOCS=1 npx vitest run test/docs -->\n\n${intro}\n\n${parts.join('\n\n')}\n`;
}

export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(header), `|${'---|'.repeat(header.length)}`, ...rows.map(line)].join('\n');
}

/** A `|` would end the cell, an angle bracket begin a tag. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/<(?=[\w!/])(?![^`]*`)/g, '&lt;');
}

export function code(text: string): string {
  return `\`${text}\``;
}
