import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';
import { OPTIONS } from '../../src/config/option-table.ts';
import { runCli } from './cli-process.ts';

/** Every command that does something, by its words. */
function leaves(command: Command, words: readonly string[] = []): [string, Command][] {
  return command.commands.flatMap((child): [string, Command][] => {
    const path = [...words, child.name()];
    return child.commands.length > 0 ? leaves(child, path) : [[path.join(' '), child]];
  });
}

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) });
  command.outputHelp();
  return text;
}

const COMMANDS = leaves(createProgram());

describe('every command', () => {
  it.each(COMMANDS)('%s says what it does, in help with two examples', (words, command) => {
    expect(command.description()).toMatch(/^[A-Z].*[^.]$/);
    const examples = helpOf(command).match(/^ {2}sluice .*$/gm) ?? [];
    expect(examples).toHaveLength(2);
    for (const example of examples) expect(example).toContain(`sluice ${words}`);
  });

  it.each(COMMANDS)('%s prints its result as JSON with --json', (_, command) => {
    expect(command.options.map(({ long }) => long)).toContain('--json');
  });

  it.each(COMMANDS)('%s describes each of its options and arguments', (_, command) => {
    for (const { description } of [...command.options, ...command.registeredArguments])
      expect(description).not.toBe('');
  });

  it('that talks to a server has --url, --ca and --quiet', () => {
    const local = ['serve', 'seed', 'config', 'completion'];
    for (const [words, command] of COMMANDS.filter(([name]) => !local.includes(name))) {
      const options = command.options.map(({ long }) => long);
      expect([words, options]).toEqual([words, expect.arrayContaining(['--url', '--ca', '--quiet'])]);
    }
  });

  it('is listed by the program, whose help names the exit codes', () => {
    const help = helpOf(createProgram());
    for (const [words] of COMMANDS) expect(help).toContain(`  ${words.split(' ')[0]} `);
    expect(help).toMatch(/Exit codes: 0 done, 1 the job failed, 2 usage, 3 refused.*4 not found, 5 stopped/);
    expect(help).toMatch(/6 no server/);
  });
});

describe('serve and config', () => {
  it.each(['serve', 'config'])('%s has every option of the server', (name) => {
    const command = createProgram().commands.find((candidate) => candidate.name() === name);
    const options = command?.options.map(({ long }) => long);
    for (const option of OPTIONS) expect(options).toContain(`--${option.name}`);
  });
});

describe('what is misspelt', () => {
  it.each([
    [['quer'], 'Did you mean query?'],
    [['serve', '--prot', '1'], 'Did you mean --port?'],
    [['jobs', '--stat', 'failed'], 'Did you mean --state?'],
    [['completion', 'bsh'], 'Allowed choices are bash, zsh, fish'],
    [['config', '--limit', 'dataQuery.memroy=1GiB'], 'did you mean "dataQuery.memory"?'],
    [['config', '--choice', 'dataQuery.queueFul=400'], 'did you mean "dataQuery.queueFull"?'],
  ])('%j is answered with what was meant, exit 2', async (args, suggestion) => {
    const { code, stdout, stderr } = await runCli(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(suggestion);
    expect(stderr).toMatch(/^sluice: /);
  });

  it('or left out says where the help of its command is', async () => {
    const { code, stderr } = await runCli(['principals', 'add']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^sluice: required option /);
    expect(stderr).toContain('\nSee: sluice principals add --help\n');
  });
});
