// Boots and runs that end at random moments, in each way they can end, and deletes while pods start: 15 s later nothing of them is
// there. The long form is `npm run test:chaos`.
import { expect, test } from 'vitest'
import { findPresentImage } from '../../src/cluster/find-node-image.ts'
import { removeByLabel } from '../../src/cluster/remove-by-label.ts'
import { defaults } from '../../src/config/defaults.ts'
import { createContainer, inspectContainer, startContainer } from '../../src/docker/containers.ts'
import { kindLabels } from '../../src/plan/labels.ts'
import { createRandom } from '../chaos/random.ts'
import { deleteWhilePodsStart, endAtRandom, ends, type Outcome } from '../chaos/rounds.ts'
import { createTestContext } from '../support/cluster-context.ts'

const neighbour = 'vitest-chaos-neighbour'
const seed = Date.now() % 1_000_000

test(`nothing is left of what is ended at a random moment, and its neighbour lives (seed ${seed})`, async () => {
  const { engine } = await createTestContext(neighbour)
  const id = await createContainer(engine, {
    name: neighbour,
    Image: (await findPresentImage(engine, defaults.version))!,
    Labels: { [kindLabels.cluster]: neighbour, [kindLabels.role]: 'control-plane' },
    Entrypoint: ['sleep', 'infinity'],
    Cmd: [],
  })
  await startContainer(engine, id)
  const outcomes: Outcome[] = []
  const ended = async (): Promise<void> => {
    for (const [at, end] of ends.entries()) outcomes.push(await endAtRandom(engine, createRandom(seed + at), `vitest-chaos-${at}`, end))
  }
  const deleted = async (): Promise<void> => {
    for (let at = 10; at < 13; at++) outcomes.push(await deleteWhilePodsStart(engine, createRandom(seed + at), `vitest-chaos-${at}`))
  }
  await Promise.all([ended(), deleted()])
  expect(outcomes.filter(({ left }) => left.length > 0)).toEqual([])
  expect(outcomes).toHaveLength(ends.length + 3)
  expect(await inspectContainer(engine, id)).toMatchObject({ running: true, restartCount: 0 })
  expect(await removeByLabel(engine, { cluster: neighbour })).toEqual([neighbour])
})
