// completion: the tree of commands → a script that a shell reads. The script holds a table; nothing of ours runs at each Tab.
import type { Command } from '@commander-js/extra-typings'
import { type AnyCommand, withoutTypes } from '../any-command.ts'
import { ConfigError } from '../../support/errors.ts'
import { printData } from '../output.ts'

/** Path of a command, such as `get nodes` → what may follow it. */
type Table = ReadonlyMap<string, readonly string[]>

const shells: Readonly<Record<string, (table: Table) => string>> = { bash, zsh, fish, powershell }

export function addCompletionCommand(program: Command): void {
  program
    .command('completion <shell>')
    .description('prints a completion script for bash, zsh, fish or powershell')
    .action((shell) => printCompletion(shell, withoutTypes(program)))
}

function printCompletion(shell: string, program: AnyCommand): void {
  const render = shells[shell]
  if (!render)
    throw new ConfigError('KIND_CONFIG_INVALID', { what: `no completion for "${shell}"`, do: `one of ${Object.keys(shells).join(', ')}` })
  printData(render(new Map(listPaths(program, ''))))
}

function listPaths(command: AnyCommand, path: string): [string, string[]][] {
  const words = [
    ...command.commands.map((child) => child.name()),
    ...command.options.map((option) => option.long ?? option.short ?? ''),
    '--help',
  ]
  return [[path, words], ...command.commands.flatMap((child) => listPaths(child, `${path} ${child.name()}`.trim()))]
}

// The path is made of the words so far that are commands.
function bash(table: Table): string {
  const cases = [...table].map(([path, words]) => `    "${path}") echo "${words.join(' ')}" ;;`).join('\n')
  return `# bash completion for vitest-kind: source <(vitest-kind completion bash)
__vitest_kind_words() {
  case "$1" in
${cases}
    *) return 1 ;;
  esac
}
__vitest_kind() {
  local path="" word i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    if __vitest_kind_words "\${path:+$path }$word" >/dev/null; then path="\${path:+$path }$word"; fi
  done
  COMPREPLY=($(compgen -W "$(__vitest_kind_words "$path")" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F __vitest_kind vitest-kind`
}

function zsh(table: Table): string {
  return `#compdef vitest-kind
# zsh completion for vitest-kind: source <(vitest-kind completion zsh)
autoload -U +X bashcompinit && bashcompinit
${bash(table).split('\n').slice(1).join('\n')}`
}

function fish(table: Table): string {
  const lines = [...table].flatMap(([path, words]) => {
    const steps = path === '' ? [] : path.split(' ')
    const below = [...table.keys()]
      .filter((other) => other !== '' && other.split(' ').slice(0, -1).join(' ') === path)
      .map((other) => other.split(' ').at(-1))
    const seen = steps.map((step) => `__fish_seen_subcommand_from ${step}`)
    const condition = [...seen, ...(below.length > 0 ? [`not __fish_seen_subcommand_from ${below.join(' ')}`] : [])].join('; and ')
    return words.map(
      (word) =>
        `complete -c vitest-kind ${condition ? `-n '${condition}' ` : ''}${word.startsWith('--') ? `-l ${word.slice(2)}` : `-f -a ${word}`}`,
    )
  })
  return ['# fish completion for vitest-kind: vitest-kind completion fish | source', ...lines].join('\n')
}

function powershell(table: Table): string {
  const entries = [...table].map(([path, words]) => `    '${path}' = '${words.join(' ')}'`).join('\n')
  return `# PowerShell completion for vitest-kind: vitest-kind completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName vitest-kind -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $table = @{
${entries}
  }
  $path = ''
  foreach ($element in $commandAst.CommandElements | Select-Object -Skip 1) {
    $next = ($path + ' ' + $element.ToString()).Trim()
    if ($table.ContainsKey($next)) { $path = $next }
  }
  $table[$path] -split ' ' | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
}`
}
