import type { Command, Option } from 'commander';

/** A command as a shell completes it. */
export interface CommandNode {
  /** From below the program: `''`, `query`, `principals add`. */
  readonly path: string;
  readonly commands: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly OptionNode[];
  /** What its first argument may be, where that is a list. */
  readonly argumentValues: readonly string[];
}

export interface OptionNode {
  /** `--output`, `-o`. */
  readonly flags: readonly string[];
  readonly description: string;
  /** What follows it: nothing, one of these, a path, or something a shell cannot know. */
  readonly value: 'none' | 'path' | 'other' | readonly string[];
}

/** Every command of the program, the program itself first. */
export function commandTree(program: Command, path = ''): readonly CommandNode[] {
  const help = program.createHelp();
  const commands = help.visibleCommands(program).filter((command) => command.name() !== 'help');
  const node: CommandNode = {
    path,
    commands: commands.map((command) => ({ name: command.name(), description: command.description() })),
    options: help.visibleOptions(program).map(optionNode),
    argumentValues: program.registeredArguments[0]?.argChoices ?? [],
  };
  return [node, ...commands.flatMap((command) => commandTree(command, `${path} ${command.name()}`.trim()))];
}

function optionNode(option: Option): OptionNode {
  const { long, short, description, flags, argChoices, required, optional } = option;
  return {
    flags: [long, short].filter((flag) => flag !== undefined && flag !== null),
    description: description.replaceAll('\n', ' '),
    value: required || optional ? (argChoices ?? valuesIn(flags)) : 'none',
  };
}

/** `<dev|service>` lists its values, `<file>` and `<dir>` are paths. */
function valuesIn(flags: string): OptionNode['value'] {
  const placeholder = /[<[]([^>\]]*)[>\]]/.exec(flags)?.[1] ?? '';
  if (/^[\w-]+(\|[\w-]+)+$/.test(placeholder)) return placeholder.split('|');
  return /^(file|dir)$/i.test(placeholder) ? 'path' : 'other';
}
