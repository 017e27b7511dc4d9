import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { bashCompletion } from '../../src/cli/completion/bash.ts';
import { commandTree } from '../../src/cli/completion/command-tree.ts';
import { fishCompletion } from '../../src/cli/completion/fish.ts';
import { zshCompletion } from '../../src/cli/completion/zsh.ts';
import { createProgram } from '../../src/cli/program.ts';
import { runCli } from './cli-process.ts';

const TREE = commandTree(createProgram());

/** What bash offers at the end of this command line. */
function offered(line: string): readonly string[] {
  const words = line.split(' ');
  const script = `${bashCompletion(TREE)}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
_sluice; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const text = execFileSync('bash', ['--noprofile', '--norc', '-c', script], { encoding: 'utf8' });
  return text.split('\n').filter((word) => word !== '');
}

describe('the completion for bash', () => {
  it('offers commands', () => {
    expect(offered('sluice ')).toEqual(expect.arrayContaining(['serve', 'query', 'config', 'completion']));
    expect(offered('sluice que')).toEqual(['query']);
  });

  it("offers a command's options, and no other's", () => {
    expect(offered('sluice serve --tls')).toEqual(['--tls', '--tls-cert', '--tls-key']);
    expect(offered('sluice cancel --')).not.toContain('--tls');
    expect(offered('sluice query SELECT --comp')).toEqual(['--compression']);
  });

  it('offers the values of an option where they are known', () => {
    expect(offered('sluice serve --mode ')).toEqual(['dev', 'service']);
    expect(offered('sluice jobs --state s')).toEqual(['stopping', 'stopped']);
    expect(offered('sluice completion ')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']));
    expect(offered('sluice serve --port ')).toEqual([]);
  });

  it('offers files where a file is named', () => {
    expect(offered('sluice query SELECT -o pack')).toContain('package.json');
  });
});

it('commands below commands are offered below them alone', () => {
  const program = createProgram();
  program.command('above').description('x').command('below').description('y').option('--deep', 'z');
  const tree = commandTree(program);
  expect(tree.find(({ path }) => path === 'above')?.commands.map(({ name }) => name)).toEqual(['below']);
  expect(tree.find(({ path }) => path === 'above below')?.options.map(({ flags }) => flags[0])).toContain(
    '--deep',
  );
});

/** Shells that are there to be asked. */
const have = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0;

describe('the completion for zsh', () => {
  it('names every command and option', () => {
    const script = zshCompletion(TREE);
    for (const { options } of TREE)
      for (const flag of options.flatMap(({ flags }) => flags)) expect(script).toContain(`'${flag}`);
  });

  it.skipIf(!have('zsh'))('is taken by zsh', () => {
    expect(spawnSync('zsh', ['-f', '-n'], { input: zshCompletion(TREE) })).toMatchObject({ status: 0 });
  });
});

describe('the completion for fish', () => {
  const script = fishCompletion(TREE);

  it('names every command and option', () => {
    for (const { commands } of TREE)
      for (const { name } of commands) expect(script).toContain(` -a ${name} `);
    expect(script).toContain('-l tls-cert -r -F');
  });

  it.skipIf(!have('fish'))('offers commands, options and values', () => {
    const asked = (line: string): readonly string[] =>
      spawnSync('fish', ['--no-config', '-c', `${script}\ncomplete -C '${line}'`], { encoding: 'utf8' })
        .stdout.split('\n')
        .map((found) => found.split('\t')[0] ?? '')
        .filter((word) => word !== '');
    expect(asked('sluice que')).toEqual(['query']);
    expect(asked('sluice serve --tls')).toEqual(['--tls', '--tls-cert', '--tls-key']);
    expect(asked('sluice serve --mode ')).toEqual(['dev', 'service']);
  });
});

it('sluice completion prints the script of the shell', async () => {
  expect(await runCli(['completion', 'bash'])).toEqual({ code: 0, stdout: bashCompletion(TREE), stderr: '' });
  expect((await runCli(['completion', 'tcsh'])).code).toBe(2);
});
