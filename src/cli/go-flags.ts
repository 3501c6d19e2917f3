// Arguments as programs in Go take them → as the parser here does: `-n=web`, `-v=1`, `--retain=true`, `--internal=false`.
import type { Option } from 'commander'
import type { AnyCommand } from './any-command.ts'

// What Go's strconv.ParseBool knows.
const truths = new Set(['1', 't', 'T', 'true', 'TRUE', 'True'])
const lies = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False'])

/** Says the same in other words. What stands behind `--`, or belongs to a command in a node, is left as it is. */
export function translateGoFlags(words: readonly string[], program: AnyCommand): string[] {
  const translated: string[] = []
  let command = program
  for (const [index, word] of words.entries()) {
    if (word === '--' || command.name() === 'exec') return [...translated, ...words.slice(index)]
    command = command.commands.find((child) => child.name() === word) ?? command
    translated.push(...translate(word, command.options))
  }
  return translated
}

function translate(word: string, options: readonly Option[]): string[] {
  const [, flag = '', value = ''] = /^(-[^-=]|--[^=]+)=(.*)$/s.exec(word) ?? []
  const option = options.find(({ long, short }) => flag !== '' && (flag === long || flag === short))
  if (!option) return [word]
  if (!option.isBoolean()) return flag.startsWith('--') ? [word] : [flag, value]
  if (truths.has(value)) return [flag]
  return lies.has(value) ? [] : [word]
}
