// A `test` with a world in which policies are tried, of the node image; one for all tests of a file, each brings its own rules.
import { join } from 'node:path'
import { buildNodeImage } from '../../images/build-node-image.ts'
import { defaultKubernetes as version } from '../../images/kubernetes-versions.ts'
import { createContainer, removeContainer, startContainer } from '../../src/docker/containers.ts'
import { AS_NODES, PAUSED, test as base } from './base-node.ts'
import { buildPolicyWorld } from './policy-world.ts'
import { TEST_LABEL } from './test-label.ts'

const cacheDir = join(import.meta.dirname, '../../.cache')

export const test = base
  .extend('nodeImage', { scope: 'file' }, ({ engine }) => buildNodeImage({ version, engine, cacheDir }))
  .extend('world', { scope: 'file' }, async ({ engine, mark, network, nodeImage }, { onCleanup }) => {
    const id = await createContainer(engine, {
      Image: nodeImage,
      Entrypoint: PAUSED,
      Labels: { [TEST_LABEL]: mark },
      HostConfig: { ...AS_NODES, NetworkMode: network },
    })
    onCleanup(() => removeContainer(engine, id))
    await startContainer(engine, id)
    return buildPolicyWorld(engine, id)
  })
