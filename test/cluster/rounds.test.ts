// The same again and again, and nothing grows on the engine. The long form, of more kinds, is `npm run test:rounds`.
import { expect, test } from 'vitest'
import { hasPassed, runRounds } from '../rounds/run.ts'
import { renderResult } from '../rounds/table.ts'
import { createTestContext } from '../support/cluster-context.ts'

const name = 'vitest-rounds'

test('a cluster that is used up and reset, twice, leaves nothing more behind each time, and nothing when it is deleted', async () => {
  const { engine } = await createTestContext(name)
  const result = await runRounds(engine, 'reset', { rounds: 2, name })
  expect(hasPassed(result), renderResult(result)).toBe(true)
  expect(result.seconds).toHaveLength(2)
})
