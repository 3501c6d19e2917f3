import { expect, test as base } from 'vitest'
import type { ClusterHandle } from '../../../../src/cluster/handle.ts'
import { KindError } from '../../../../src/support/errors.ts'
import { startBroker } from '../../../../src/vitest/main/broker.ts'
import { serveIsolated } from '../../../../src/vitest/main/isolated-clusters.ts'
import { connectMainProcess } from '../../../../src/vitest/request.ts'
import type { IsolatedCluster } from '../../../../src/vitest/main/run.ts'

const input = { options: {}, source: 'kindCluster() in a.test.ts' }

// The run stands for one that makes clusters without an engine, and notes what becomes of them.
const test = base
  .extend('events', (): string[] => [])
  .extend('removal', (): { error?: Error } => ({}))
  .extend('address', async ({ events, removal }, { onCleanup }) => {
    let count = 0
    const acquireIsolated = (): IsolatedCluster => {
      const name = `cluster-${(count += 1)}`
      let gone = false
      return {
        handle: Promise.resolve({ name } as ClusterHandle),
        async remove(failed) {
          if (gone) return
          gone = true
          events.push(`${name} goes, ${failed ? 'failed' : 'passed'}`)
          if (removal.error) throw removal.error
        },
      }
    }
    const choose = (options: object, source: string) => ({ options, root: '/project', source })
    const broker = await startBroker(serveIsolated({ run: { acquireIsolated }, choose, print: (line) => events.push(line) }))
    onCleanup(() => broker.close())
    return broker.address
  })

test('whoever asks has one that nobody else has, and removes it', async ({ address, events }) => {
  const [one, other] = [await connectMainProcess(address), await connectMainProcess(address)]
  const names = [await one.call('acquireIsolated', input), await other.call('acquireIsolated', input)].map(({ name }) => name)
  expect(names).toEqual(['cluster-1', 'cluster-2'])
  await one.call('removeIsolated', { failed: false })
  expect(events).toEqual(['cluster-1 goes, passed'])
  one.close()
  await other.call('removeIsolated', { failed: true })
  other.close()
  expect(events).toEqual(['cluster-1 goes, passed', 'cluster-2 goes, failed'])
})

test('it goes with a process that died, which counts as a failure', async ({ address, events }) => {
  const main = await connectMainProcess(address)
  await main.call('acquireIsolated', input)
  main.close()
  await expect.poll(() => events).toEqual(['cluster-1 goes, failed'])
})

test('one that would not go is told to its file, and where the file has died, to the person', async ({ address, events, removal }) => {
  removal.error = new KindError('KIND_REMOVE_FAILED', { what: 'cluster-1-control-plane is still there' })
  const main = await connectMainProcess(address)
  await main.call('acquireIsolated', input)
  await expect(main.call('removeIsolated', { failed: false })).rejects.toThrow('KIND_REMOVE_FAILED')
  main.close()
  const dying = await connectMainProcess(address)
  await dying.call('acquireIsolated', input)
  dying.close()
  await expect.poll(() => events.at(-1)).toMatch(/^ kind {2}.*is still there/)
})
