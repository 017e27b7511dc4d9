import type { CommandNode, OptionNode } from './command-tree.ts';

/** A completion script for fish 3. */
export function fishCompletion(tree: readonly CommandNode[]): string {
  const lines = tree.flatMap(({ path, commands, options, argumentValues }) => {
    const when = condition(path, tree);
    const line = (rest: string, description: string): string =>
      `complete -c sluice -n ${quote(when)} ${rest}${description === '' ? '' : ` -d ${quote(description)}`}`;
    return [
      ...commands.map(({ name, description }) => line(`-a ${name}`, description)),
      ...argumentValues.map((value) => line(`-a ${quote(value)}`, '')),
      ...options.map(({ flags, value, description }) =>
        line(`${flags.map(flagText).join(' ')}${valueText(value)}`, description),
      ),
    ];
  });
  return `# fish completion of sluice: sluice completion fish | source
complete -c sluice -f
${lines.join('\n')}
`;
}

/** True on a command line that has got to this command and to none below it. */
function condition(path: string, tree: readonly CommandNode[]): string {
  const below = tree
    .filter((node) => node.path !== path && (path === '' || node.path.startsWith(`${path} `)))
    .map((node) => node.path.slice(path === '' ? 0 : path.length + 1).split(' ')[0]);
  const words = path === '' ? [] : path.split(' ').map((word) => `__fish_seen_subcommand_from ${word}`);
  const none = below.length === 0 ? [] : [`not __fish_seen_subcommand_from ${[...new Set(below)].join(' ')}`];
  return [...words, ...none].join('; and ');
}

function flagText(flag: string): string {
  return flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`;
}

function valueText(value: OptionNode['value']): string {
  if (value === 'none') return '';
  if (value === 'path') return ' -r -F';
  return value === 'other' ? ' -x' : ` -x -a ${quote(value.join(' '))}`;
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
