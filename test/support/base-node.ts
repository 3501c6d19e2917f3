// A `test` with nodes of the base image: systemd without Kubernetes, for the entrypoint and the pausing program.
import { connectEngine } from '../../src/docker/connect.ts'
import { type ContainerBody, createContainer, removeContainer, startContainer } from '../../src/docker/containers.ts'
import { runInContainer } from '../../src/docker/exec.ts'
import { ensureNetwork, removeNetwork } from '../../src/docker/networks.ts'
import { ensureBaseImage } from '../../images/base/build-base.ts'
import { test as base } from 'vitest'
import { randomBytes } from 'node:crypto'
import { TEST_LABEL } from './test-label.ts'

/** What vitest-kind's own creation says; without it the image boots at once. */
export const PAUSED = ['/usr/local/bin/paused-boot', '/usr/local/bin/entrypoint']

/** The part of a node's settings that the entrypoint needs; src/plan/container.ts has them all. */
export const AS_NODES: object = { Privileged: true, CgroupnsMode: 'private', Tmpfs: { '/tmp': '', '/run': '' } }

export const test = base
  .extend('engine', { scope: 'file' }, () => connectEngine(process.env, new AbortController().signal))
  .extend('mark', { scope: 'file' }, () => `base-node-${randomBytes(4).toString('hex')}`)
  .extend('image', { scope: 'file' }, ({ engine }) => ensureBaseImage(engine, () => {}))
  // A network of its own, with a DNS server of the engine's at 127.0.0.11: what nodes are on.
  .extend('network', { scope: 'file' }, async ({ engine, mark }, { onCleanup }) => {
    const { id } = await ensureNetwork(engine, { name: mark, subnets: [], ipv6: false, labels: { [TEST_LABEL]: mark } })
    onCleanup(() => removeNetwork(engine, id))
    return mark
  })
  .extend('boot', async ({ engine, image, mark, network }, { onCleanup }) => {
    const made: string[] = []
    let count = 0
    onCleanup(async () => {
      await Promise.all(made.map((id) => removeContainer(engine, id)))
    })
    return async (body: Partial<ContainerBody> = {}): Promise<string> => {
      const name = `${mark}-${count++}`
      const id = await createContainer(engine, {
        name,
        Image: image,
        Hostname: name,
        Labels: { [TEST_LABEL]: mark },
        Cmd: ['/sbin/init'],
        Tty: true, // systemd reports to a console, or not at all
        Volumes: { '/var': {} },
        ...body,
        HostConfig: { ...AS_NODES, NetworkMode: network, ...body.HostConfig },
      })
      made.push(id)
      await startContainer(engine, id)
      return id
    }
  })
  /** Output of a shell line in the node. */
  .extend('sh', ({ engine }) => async (id: string, line: string): Promise<string> => {
    const { stdout } = await runInContainer(engine, id, ['bash', '-c', line])
    return stdout.trim()
  })
