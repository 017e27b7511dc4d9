import { Argument, type Command } from 'commander';
import { bashCompletion } from './completion/bash.ts';
import { commandTree } from './completion/command-tree.ts';
import { fishCompletion } from './completion/fish.ts';
import { zshCompletion } from './completion/zsh.ts';

const SCRIPTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

export function completionCommand(program: Command): void {
  program
    .command('completion')
    .description('Print a completion script for a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(SCRIPTS)))
    .option('--json', 'print the commands and their options as JSON instead')
    .addHelpText(
      'after',
      `
Put the line for your shell into its start file: eval "$(sluice completion bash)", source <(sluice completion zsh),
or sluice completion fish | source.

Examples:
  sluice completion bash > ~/.local/share/bash-completion/completions/sluice
  sluice completion fish > ~/.config/fish/completions/sluice.fish`,
    )
    .action((shell: keyof typeof SCRIPTS, { json }: { readonly json?: boolean }) => {
      const tree = commandTree(program);
      process.stdout.write(json ? `${JSON.stringify(tree)}\n` : SCRIPTS[shell](tree));
    });
}
