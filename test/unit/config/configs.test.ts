// Every configuration of fixtures/configs: the valid ones plan, the invalid ones give exactly the message written in them.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readClusterDocument } from '../../../src/config/cluster-document.ts'
import { isKindError } from '../../../src/support/errors.ts'
import { samplePlan } from '../../support/sample-plan.ts'

const folder = join(import.meta.dirname, '../../../fixtures/configs')
const list = (name: string): string[] => readdirSync(join(folder, name)).filter((file) => file.endsWith('.yaml'))
const read = (name: string, file: string): string => readFileSync(join(folder, name, file), 'utf8')

describe('a valid configuration plans', () => {
  test.for(list('valid'))('%s', (file) => {
    const options = readClusterDocument(read('valid', file), file)
    const { nodes } = samplePlan(options)
    expect(nodes).toHaveLength(options.nodes?.length ?? 1)
  })
})

describe('an invalid configuration gives its message', () => {
  test.for(list('invalid'))('%s', (file) => {
    const text = read('invalid', file)
    const message = text.split('\n').filter((line) => line.startsWith('#> ')).map((line) => line.slice(3)).join('\n')
    expect(tellProblems(text, file)).toBe(message)
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
