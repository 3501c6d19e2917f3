import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { AnyCommand } from '../../src/cli/any-command.ts'
import { expect, test } from 'vitest'
import { createProgram } from '../../src/cli/program.ts'
import { readText, root } from './read-sources.ts'

// Flags of every command have a row of their own.
const everywhere = ['--verbosity', '--quiet']

const table = readText('src/cli/README.md')
const overview = readText('README.md').match(/^#+ Command line\n([\s\S]*?)^#/m)?.[1] ?? ''
const commands = listLeaves(createProgram(), [])

test("every command and its flags are in the table beside kind's", () => {
  expect(commands.flatMap(({ path, flags }) => missingIn(table, path, flags))).toEqual([])
})

test('the README names every command, and no flag that is none', () => {
  const rows = overview
    .split('\n')
    .filter((line) => line.startsWith('| `vitest-kind'))
    .map((line) => line.split('|'))
  expect(commands.map(({ path }) => path).filter((path) => !rows.some(([, names = '']) => names.includes(path)))).toEqual([])
  const known = [...everywhere, ...commands.flatMap(({ flags }) => flags)]
  expect([...overview.matchAll(/`(--[\w-]+)/g)].map(([, flag = '']) => flag).filter((flag) => !known.includes(flag))).toEqual([])
})

test.each(['README.md', 'src/cli/README.md'])('what %s links to is there', (file) => {
  const links = [...readText(file).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, link = '']) => link).filter((link) => !/^\w+:/.test(link))
  expect(links.filter((link) => !existsSync(join(root, dirname(file), link)))).toEqual([])
})

interface Leaf {
  readonly path: string
  readonly flags: readonly string[]
}

function listLeaves(command: AnyCommand, path: readonly string[]): Leaf[] {
  if (command.commands.length > 0) return command.commands.flatMap((child) => listLeaves(child, [...path, child.name()]))
  return [{ path: path.join(' '), flags: command.options.map(({ long }) => long ?? '').filter((flag) => !everywhere.includes(flag)) }]
}

/** A command is written as `path --flag --flag`, in as many places as it takes. */
function missingIn(text: string, path: string, flags: readonly string[]): string[] {
  const spans = [...text.matchAll(/`([^`\n]+)`/g)]
    .map(([, span = '']) => span.replaceAll('\\|', '|'))
    .filter((span) => span === path || span.startsWith(`${path} -`))
  if (spans.length === 0) return [path]
  return flags.filter((flag) => !spans.some((span) => span.split(' ').includes(flag))).map((flag) => `${path} ${flag}`)
}
