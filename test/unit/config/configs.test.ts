// Every configuration of fixtures/configs: the valid ones have exactly the effects written in them, the invalid ones give exactly the
// message written in them.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readClusterDocument } from '../../../src/config/cluster-document.ts'
import { isKindError } from '../../../src/support/errors.ts'
import { listEffects } from '../../support/list-effects.ts'

const folder = join(import.meta.dirname, '../../../fixtures/configs')
const list = (name: string): string[] => readdirSync(join(folder, name)).filter((file) => file.endsWith('.yaml'))
const read = (name: string, file: string): string => readFileSync(join(folder, name, file), 'utf8')
const written = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('#> '))
    .map((line) => line.slice(3))

describe('a valid configuration has its effects, and no others', () => {
  test.for(list('valid'))('%s', async (file) => {
    const text = read('valid', file)
    const effects = await listEffects(text)
    expect(effects.map((line) => `#> ${line}`).join('\n')).toBe(
      written(text)
        .map((line) => `#> ${line}`)
        .join('\n'),
    )
  })
})

describe('an invalid configuration gives its message', () => {
  test.for(list('invalid'))('%s', (file) => {
    const text = read('invalid', file)
    expect(tellProblems(text, file)).toBe(written(text).join('\n'))
  })
})

function tellProblems(text: string, file: string): string {
  try {
    readClusterDocument(text, file)
    return 'no problem'
  } catch (error) {
    if (!isKindError(error)) throw error
    return error.message
  }
}
