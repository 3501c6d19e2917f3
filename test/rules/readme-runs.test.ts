import { globSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readText, root } from './read-sources.ts'

const folder = 'fixtures/projects/quick-start'
// What a run makes there.
const made = /(^|\/)(node_modules|\.vitest)(\/|$)|^app\/notes$|^package-lock\.json$/

const files = globSync(['**/*.*', '**/*Dockerfile', '.gitignore'], { cwd: join(root, folder), exclude: (path) => made.test(path) })
const blocks = new Map(
  [...readText('README.md').matchAll(/^\*\*`([^`\n]+)`\*\*.*\n\n```\w*\n([\s\S]*?)^```$/gm)].map(([, path = '', text = '']) => [
    path,
    text,
  ]),
)

test('the README shows every file of the quick start, and no others', () => {
  expect([...blocks.keys()].toSorted()).toEqual(files.toSorted())
})

test.each(files)('the README shows %s word for word', (file) => {
  expect(blocks.get(file)).toBe(readText(join(folder, file)))
})
