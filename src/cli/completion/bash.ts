import type { CommandNode } from './command-tree.ts';

/** A completion script for bash 3.2 or newer. */
export function bashCompletion(tree: readonly CommandNode[]): string {
  const paths = tree.filter(({ path }) => path !== '').map(({ path }) => `'${path}'`);
  const values = tree.flatMap(({ path, options }) =>
    options.flatMap(({ flags, value }) => {
      if (value === 'none') return [];
      const patterns = flags.map((flag) => `'${path} ${flag}'`).join('|');
      const found = value === 'path' ? '-f' : value === 'other' ? undefined : `-W '${value.join(' ')}'`;
      const reply = found === undefined ? '' : `COMPREPLY=($(compgen ${found} -- "$cur")); `;
      return [`    ${patterns}) ${reply}return ;;`];
    }),
  );
  const words = tree.map(({ path, commands, options, argumentValues }) => {
    const all = [
      ...commands.map(({ name }) => name),
      ...argumentValues,
      ...options.flatMap(({ flags }) => flags),
    ];
    return `    '${path}') words='${all.join(' ')}' ;;`;
  });
  return `# bash completion of sluice: eval "$(sluice completion bash)"
_sluice() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} at='' words='' i next
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    next="\${at:+$at }\${COMP_WORDS[i]}"
    case "$next" in
      ${paths.join('|')}) at=$next ;;
    esac
  done
  case "$at $prev" in
${values.join('\n')}
  esac
  case "$at" in
${words.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o filenames -o bashdefault -F _sluice sluice
`;
}
