import { expect, test } from 'vitest'
import { readSources, readText } from './read-sources.ts'

// How a user writes the options of each interface.
const prefixes: Record<string, string> = {
  KindOptions: '',
  ClusterOptions: '',
  NodeOptions: 'nodes[].',
  TaintOptions: 'nodes[].taints[].',
  MountOptions: 'nodes[].extraMounts[].',
  PortMappingOptions: 'nodes[].extraPortMappings[].',
  NetworkingOptions: 'networking.',
  Json6902Patch: 'kubeadmConfigPatchesJSON6902[].',
}

interface Option {
  readonly name: string
  readonly doc: string
  readonly default: string | undefined
}

const options = readOptions()

test('every option is known by the name its user writes', () => {
  expect(options.map(({ name }) => name).filter((name) => name.startsWith('undefined'))).toEqual([])
  expect(options.length).toBeGreaterThan(10)
})

test('every option says what it does', () => {
  expect(options.filter(({ doc }) => !/[a-z]{2}.*\./.test(doc)).map(({ name }) => name)).toEqual([])
})

test('every option says what it is when it is not written', () => {
  expect(options.filter((option) => option.default === undefined).map(({ name }) => name)).toEqual([])
})

test('the README has a row for every option, with the same default, and no others', () => {
  const section = readText('README.md').match(/^#+ Options\n([\s\S]*?)^#/m)?.[1] ?? ''
  const rows = [...section.matchAll(/^\| `([^`]+)` \|.*\| (.+?) \|$/gm)].map(([, name, value]) => `${name}: ${value}`)
  expect(rows.toSorted()).toEqual(options.map((option) => `${option.name}: ${option.default}`).toSorted())
})

function readOptions(): Option[] {
  return readSources('src/vitest/options.ts', 'src/config/*options.ts').flatMap(({ text }) =>
    [...text.matchAll(/^export interface (\w+) \{\n([\s\S]*?)^\}/gm)].flatMap(([, type = '', body = '']) =>
      [...body.matchAll(/(?:^ {2}\/\*\*\n((?: {3}\*.*\n)*?) {3}\*\/\n)?^ {2}readonly (\w+)\??:/gm)].map(([, comment = '', name = '']) => {
        const [doc = '', value] = comment.replaceAll(/^ {3}\* ?/gm, '').split('@default ')
        return { name: `${prefixes[type]}${name}`, doc: doc.trim(), default: value?.trim().replaceAll('\n', ' ') }
      })))
}
