import { expect, test } from 'vitest'
import { readSources, readText } from './read-sources.ts'

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

test('the README tells the boot, action by action, in its order', () => {
  const text = readText('src/boot/actions/index.ts')
  const exported = new Map(names.map((name) => [camelCase(name), name]))
  const order = [...text.slice(text.indexOf('\nexport const')).matchAll(/\b\w+\b/g)]
    .map(([word]) => exported.get(word))
    .filter((name) => name !== undefined)
  expect(order.toSorted()).toEqual(names.toSorted())
  const rows = [...readText('README.md').matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name = '']) => name)
  expect(rows.filter((name) => names.includes(name))).toEqual(order)
})

test('every boot action is named by a test', () => {
  const tests = readSources('test/{unit,docker,plugin,cluster}/**/*.test.ts')
    .map(({ text }) => text)
    .join('\n')
  expect(names.filter((name) => !tests.includes(name))).toEqual([])
})

function camelCase(name: string): string {
  return name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}
