// A registry beside a cluster: one, however many ask; it comes back; it goes with the cluster. That pods pull from it: guide.test.ts.
// And a mirror, to which that registry is the one far away: what one cluster has pulled by way of it, the next one has without it.
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { createTestContext } from '../support/cluster-context.ts'
import { createCluster } from '../support/make-cluster.ts'
import { ensureRegistryImage } from '../support/registry-image.ts'
import { inspectContainer, listContainers, signalContainer } from '../../src/docker/containers.ts'
import { openCluster } from '../../src/verbs/context.ts'
import { removeVolume } from '../../src/docker/volumes.ts'
import { kindLabels, ownLabels } from '../../src/plan/labels.ts'
import { deleteCluster } from '../../src/verbs/delete.ts'
import { openRegistry, pushToRegistry } from '../../src/verbs/registry.ts'

const name = 'vitest-registry'
const next = 'vitest-mirrored'
const mirrors = { 'far.test': `http://${name}-registry:5000` }

// Minutes, the first time.
beforeAll(() => ensureRegistryImage(), 900_000)

test('a cluster with registry: true has one, which is found again, comes back, and goes with it; what a mirror has of it stays', async () => {
  let cache: string | undefined
  // Called last: when the clusters are gone.
  onTestFinished(async () => {
    if (cache !== undefined) expect(await removeVolume(context.engine, cache)).toBe(true)
  })
  const context = await createTestContext(name, next)
  const pull = async (cluster: string, image: string): Promise<string> => {
    const { nodes } = await openCluster(cluster, context)
    return (await nodes[0]!.run(['crictl', 'pull', image])).stdout
  }
  const findMirrors = () => listContainers(context.engine, { [ownLabels.mirror]: 'far.test', [ownLabels.upstream]: mirrors['far.test'] })
  await createCluster({ name, registry: true, mirrors }, context)
  expect(context.finished()).toEqual(expect.arrayContaining(['start-mirrors', 'start-registry']))
  const find = () => listContainers(context.engine, { [kindLabels.cluster]: name, [kindLabels.role]: 'registry' })
  const [container, ...others] = await find()
  expect(others).toEqual([])
  const { mounts } = await inspectContainer(context.engine, container!.id)

  const [names, ...again] = await Promise.all([1, 2, 3].map(() => openRegistry(name, context)))
  expect(names).toEqual({ host: expect.stringMatching(/^localhost:2\d{4}$/), hostInCluster: `${name}-registry:5000` })
  expect(again).toEqual([names, names])

  const image = await context.buildImage(() => ['FROM scratch', 'COPY hello /hello'], { hello: 'registry' })
  const push = (as?: string): Promise<string> => pushToRegistry({ name, source: image, as, directory: '/' }, context)
  expect(await push()).toBe(`${names!.host}/${image}`)
  expect(await push('team/hello:1')).toBe(`${names!.host}/team/hello:1`)
  const tags = await fetch(`http://${names!.host}/v2/team/hello/tags/list`)
  expect(await tags.json()).toEqual({ name: 'team/hello', tags: ['1'] })
  await expect(push('team/Hello')).rejects.toThrow('KIND_CONFIG_INVALID: "team/Hello" cannot be pushed')
  await expect(pushToRegistry({ name, source: `hello@sha256:${'0'.repeat(64)}`, directory: '/' }, context)).rejects.toThrow(
    "{ as: 'shop:1' }",
  )

  await signalContainer(context.engine, container!.id, 'SIGKILL')
  await expect.poll(async () => (await find())[0]?.state).toBe('exited')
  expect(await openRegistry(name, context)).toEqual(names)

  const [mirror] = await findMirrors()
  cache = mirror!.name
  expect(await pull(name, 'far.test/team/hello:1')).toMatch(/Image is up to date/)
  // Without a mirror a node pulls from the registry itself.
  await push('team/hello:2')
  await signalContainer(context.engine, mirror!.id, 'SIGKILL')
  expect(await pull(name, 'far.test/team/hello:2')).toMatch(/Image is up to date/)

  await deleteCluster(name, context)
  expect(await find()).toEqual([])
  expect(await findMirrors()).toEqual([])
  for (const { name: volume = '' } of mounts)
    await expect(context.engine.docker.getVolume(volume).inspect()).rejects.toThrow(/no such volume/i)

  await createCluster({ name: next, mirrors }, context)
  expect(await pull(next, 'far.test/team/hello:1')).toMatch(/Image is up to date/)
  await expect(pull(next, 'far.test/team/hello:2')).rejects.toThrow('far.test/team/hello:2')
})
