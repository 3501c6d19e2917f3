// Many processes that ask for one kept cluster at once.
import { expect, test } from 'vitest'
import { acquireAtOnce } from '../support/acquire-at-once.ts'
import { createTestContext } from '../support/cluster-context.ts'

const name = 'vitest-at-once'

test.each([
  { what: 'one makes it, the others adopt it', killMaker: false },
  { what: 'also when the first maker is killed half-way', killMaker: true },
])('16 processes get one cluster: $what', { timeout: 300_000 }, async ({ killMaker }) => {
  const { engine, artifactsDirectory: directory } = await createTestContext(name)
  const options = { reuse: 'always', bootTimeout: 240_000 } as const
  const all = await acquireAtOnce({ engine, processes: 16, name, options, directory, killMaker })
  expect(all).toHaveLength(killMaker ? 15 : 16)
  expect(all.filter(({ adopted }) => !adopted)).toHaveLength(1)
  expect(new Set(all.map(({ server }) => server)).size).toBe(1)
})
