import type { CommandNode, OptionNode } from './command-tree.ts';

/** A completion script for zsh 5; options and commands come with what they mean. */
export function zshCompletion(tree: readonly CommandNode[]): string {
  const paths = tree.filter(({ path }) => path !== '').map(({ path }) => quote(path));
  const values = tree.flatMap(({ path, options }) =>
    options.flatMap(({ flags, value }) => {
      if (value === 'none') return [];
      const patterns = flags.map((flag) => quote(`${path} ${flag}`)).join('|');
      return [`    ${patterns}) ${valueAction(value)}return ;;`];
    }),
  );
  const words = tree.map(({ path, commands, options, argumentValues }) => {
    const named = [
      ...commands.map(({ name, description }) => described(name, description)),
      ...argumentValues.map((value) => described(value, '')),
    ];
    const flags = options.flatMap((option) =>
      option.flags.map((flag) => described(flag, option.description)),
    );
    return `    ${quote(path)})\n      named=(${named.join(' ')})\n      flags=(${flags.join(' ')}) ;;`;
  });
  return `#compdef sluice
# zsh completion of sluice: source <(sluice completion zsh), after compinit
_sluice() {
  local at='' next i
  local -a named flags
  for ((i = 2; i < CURRENT; i++)); do
    next="\${at:+$at }\${words[i]}"
    case "$next" in
      ${paths.join('|')}) at=$next ;;
    esac
  done
  case "$at \${words[CURRENT-1]}" in
${values.join('\n')}
  esac
  case "$at" in
${words.join('\n')}
  esac
  [[ $PREFIX == -* || $#named == 0 ]] && _describe -o option flags
  [[ $PREFIX != -* ]] && (( $#named )) && _describe command named
}
compdef _sluice sluice
`;
}

function valueAction(value: OptionNode['value']): string {
  if (value === 'path') return '_files; ';
  return typeof value === 'string' ? '' : `compadd -- ${value.join(' ')}; `;
}

/** `name:what it means`, in one word of the shell. */
function described(name: string, meaning: string): string {
  return quote(meaning === '' ? name : `${name}:${meaning.replaceAll(':', '\\:')}`);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
