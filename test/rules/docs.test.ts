// What the pages for readers name is there: files and folders, scripts of npm, links.
import { globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { readText, root } from './read-sources.ts'

const pages = globSync(['*.md', '.github/**/*.md', '.ci/**/*.md', 'src/**/*.md', 'images/**/*.md', 'test/**/*.md', 'fixtures/*.md'], {
  cwd: root,
  exclude: (path) => /(^|\/)node_modules(\/|$)/.test(path),
}).toSorted()
const { scripts }: { scripts: Record<string, string> } = JSON.parse(readText('package.json'))

// What may begin a path in the README, which also names files of its reader.
const tops = ['src', 'test', 'fixtures', 'images', '\\.ci', '\\.github'].join('|')

test('there are pages', () => {
  expect(pages).toEqual(expect.arrayContaining(['README.md', '.github/CONTRIBUTING.md', 'src/README.md', 'test/README.md']))
})

test.each(pages)('every file and folder that %s names is there', (page) => {
  expect(findLostPaths(page, readText(page))).toEqual([])
})

test.each(pages)('every script that %s names is in package.json', (page) => {
  expect(findLostScripts(readText(page))).toEqual([])
})

test('the rule notices what is gone, also below the folder of the page', () => {
  const text =
    '`src/config/env.ts`, `src/never/`, `test/rules`, `config/env.ts`, `config/gone.ts`, `src/*/no.ts`, `npm run lost`, `npm run fix`, `npm test`'
  expect(findLostPaths('src/README.md', text)).toEqual(['src/never/', 'config/gone.ts', 'src/*/no.ts'])
  expect(findLostScripts(text)).toEqual(['lost'])
})

/** From the root; in a page that is not there, also from its own folder; a bare name, anywhere below one of both. */
function findLostPaths(page: string, text: string): string[] {
  const home = dirname(page)
  const isPath = home === '.' ? new RegExp(`^(${tops})/[\\w./*{},-]*$`) : /^[\w.*{}-][\w.*{},/-]*(\/|\.(ts|mjs|md|ya?ml))$/
  const isThere = (path: string): boolean =>
    [root, join(root, home)].some(
      (cwd) => globSync(path.includes('/') ? path : `{.ci/**/,**/}${path}`, { cwd, exclude: ['**/node_modules'] }).length > 0,
    )
  // What a page shows whole, under its name in bold, is a file of its reader's.
  return [...text.replaceAll(/^\*\*`[^`\n]+`\*\*$/gm, '').matchAll(/(?<!`)`([^`\n]+)`(?!`)/g)]
    .map(([, span = '']) => span)
    .filter((path) => isPath.test(path) && !path.startsWith('.cache/') && !path.startsWith('.vitest/') && !isThere(path))
}

function findLostScripts(text: string): string[] {
  return [...text.matchAll(/`npm run ([\w:-]+)/g)].map(([, name = '']) => name).filter((name) => !(name in scripts))
}
