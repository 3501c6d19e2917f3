import { expect, test } from 'vitest'
import { readSources } from './read-sources.ts'

const actions = readSources('src/boot/actions/*.ts').filter(({ path }) => !path.endsWith('/index.ts'))
const names = actions.map(({ path }) => path.replace(/^.*\/(.+)\.ts$/, '$1'))

test('there are boot actions', () => {
  expect(names).not.toEqual([])
})

test('a boot action has one name: its file, its export, and the word on the screen', () => {
  const odd = actions.filter(({ path, code }) => {
    const name = path.replace(/^.*\/(.+)\.ts$/, '$1')
    return !new RegExp(`export (const|function) ${camelCase(name)}\\b`).test(code) || !code.includes(`name: '${name}'`)
  })
  expect(odd.map(({ path }) => path)).toEqual([])
})

test('every boot action is in the list that is the boot', () => {
  const index = readSources('src/boot/actions/index.ts').flatMap(({ imports }) => imports.map(({ target }) => target))
  expect(actions.map(({ path }) => path).filter((path) => !index.includes(path))).toEqual([])
})

test('every boot action is named by a test', () => {
  const tests = readSources('test/{unit,docker,plugin,cluster}/**/*.test.ts').map(({ text }) => text).join('\n')
  expect(names.filter((name) => !tests.includes(name))).toEqual([])
})

function camelCase(name: string): string {
  return name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}
